/** Programs that measure how long things take while others kill, not only on average. */
package dev.quell.bench.tail;
