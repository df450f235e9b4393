/** List sessions, operations and cursors. */
package dev.quell.bench.listing;
