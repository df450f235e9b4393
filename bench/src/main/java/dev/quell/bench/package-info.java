/** The benchmarks of Quell, a room for each thing that is measured; {@code bench/README.md} lists the rooms. */
package dev.quell.bench;
