/** Deadlines: what they cost to set and to take back, while they wait, and when they pass. */
package dev.quell.bench.deadline;
