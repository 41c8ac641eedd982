/** The durable log of a member and its checkpoints, on a {@link io.headgate.disk.Disk}. */
@NullMarked
package io.headgate.log;

import org.jspecify.annotations.NullMarked;
