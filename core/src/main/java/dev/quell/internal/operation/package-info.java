/** Operation objects: their runs, wait lists, ids and descriptions. */
package dev.quell.internal.operation;
