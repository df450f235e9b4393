/** What benchmarks start from: how JMH runs them, sessions and their keys, and the claims of programs. */
package dev.quell.bench.setup;
