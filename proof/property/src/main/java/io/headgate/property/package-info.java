/** Property-based testing on typed choice sequences, with internal shrinking. */
@NullMarked
package io.headgate.property;

import org.jspecify.annotations.NullMarked;
