/** Kills that reach other processes, next to the bare round trip of what carries them. */
package dev.quell.bench.cluster;
