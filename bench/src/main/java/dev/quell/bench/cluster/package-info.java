/** Kills that reach other processes, next to the bare round trip of what carries them, and to what mongos does. */
package dev.quell.bench.cluster;
