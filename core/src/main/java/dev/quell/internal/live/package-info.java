/** Sessions, operations and cursors as they live: how they open, begin, wait, end and are closed. */
package dev.quell.internal.live;
