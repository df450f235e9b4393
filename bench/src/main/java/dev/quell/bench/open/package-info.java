/** Open and end sessions. */
package dev.quell.bench.open;
