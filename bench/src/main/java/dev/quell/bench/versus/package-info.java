/** Quell and its peers, called through one interface. */
package dev.quell.bench.versus;
