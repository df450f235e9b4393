/** Operations: their runs, how these begin and end, who waits for their kill, their ids and descriptions. */
@NullMarked
package dev.quell.internal.operation;

import org.jspecify.annotations.NullMarked;
