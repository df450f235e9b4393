/**
 * The benchmarks of Quell: one class for each question, limits of the machine and peers beside us. See {@code bench/README.md}.
 */
package dev.quell.bench;
