/** Operations: their runs, how these begin and end, who waits for their kill, their ids and descriptions. */
package dev.quell.internal.operation;
