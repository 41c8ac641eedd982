@NullMarked
package io.headgate.server;

import org.jspecify.annotations.NullMarked;
