/** Bytes for each session, and the heap under churn and under load. */
package dev.quell.bench.memory;
