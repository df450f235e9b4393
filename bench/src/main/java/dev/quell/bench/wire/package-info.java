/**
 * What a kill costs over the wire: a real server process, real clients, and the time that they see. Knows the server by
 * its jar and its protocol alone, but for {@link dev.quell.bench.wire.FindShareBenchmark}, which runs its commands.
 */
package dev.quell.bench.wire;
