/** Other designs, and what one would write by hand, behind one interface with Quell. All pass one contract test. */
package dev.quell.bench.peer;
