/**
 * The soak of a cluster: members that are processes, with load and kills of their own, stopped, killed, restarted and
 * cut off by a driver, and a checker with books of its own. {@link dev.quell.stress.cluster.ClusterSoak} starts it.
 *
 * <p>All times are {@link System#nanoTime}, which on Linux is the same clock for all processes of a machine.
 */
package dev.quell.stress.cluster;
