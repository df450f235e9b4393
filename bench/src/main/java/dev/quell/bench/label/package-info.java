/** Labels: what they cost those who carry them, and a kill by one. */
package dev.quell.bench.label;
