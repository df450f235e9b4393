/**
 * The protocol on real cores in virtual time, with everything that can go wrong, and a checker with books of its own.
 */
package dev.quell.cluster.simulation;
