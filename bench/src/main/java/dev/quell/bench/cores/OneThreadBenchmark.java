package dev.quell.bench.cores;

import org.openjdk.jmh.annotations.Threads;

/**
 * Question: what does each path cost one thread?
 *
 * <p>Nothing is aimed at here; {@link OneEachBenchmark} is compared with it.
 *
 * <p>{@code java -jar bench/target/quell-bench.jar OneThreadBenchmark -p sessions=10000}
 */
@Threads(1)
public class OneThreadBenchmark extends Paths {}
