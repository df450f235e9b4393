/** Runs a plan of benchmarks and programs into a run folder, step by step, and goes on after an interruption. */
package dev.quell.bench.run;
