/** Operation objects: their runs, ids and descriptions. */
@NullMarked
package dev.quell.internal.operation;

import org.jspecify.annotations.NullMarked;
