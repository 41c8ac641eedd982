@NullMarked
package io.headgate.balance;

import org.jspecify.annotations.NullMarked;
