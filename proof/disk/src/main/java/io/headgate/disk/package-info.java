/**
 * What code may expect of a disk: files and folders with exactly the promises that a POSIX file system gives, so that the
 * simulated disk of {@code proof/simulation}, which breaks every other expectation, and a real one serve the same code.
 *
 * <p>Nothing here blocks but a read that is not cached. A sync takes long; it comes back as a call.
 */
@NullMarked
package io.headgate.disk;

import org.jspecify.annotations.NullMarked;
