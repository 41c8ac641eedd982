@NullMarked
package io.headgate.proxy;

import org.jspecify.annotations.NullMarked;
