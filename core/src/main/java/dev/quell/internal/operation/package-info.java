/** Operation objects: their runs, wait lists, ids and descriptions. */
@NullMarked
package dev.quell.internal.operation;

import org.jspecify.annotations.NullMarked;
