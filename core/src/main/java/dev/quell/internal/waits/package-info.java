/** Those that wait for the kill of one run, and what else depends on that run. */
@NullMarked
package dev.quell.internal.waits;

import org.jspecify.annotations.NullMarked;
