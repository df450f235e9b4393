package dev.quell.bench.cores;

import org.openjdk.jmh.annotations.Threads;

/**
 * Question: do two threads in different sessions disturb each other (K12)?
 *
 * <p>Aim: two threads do at least 1.9 times the work of one, of {@code openOfOneOwner} 1.6 times. In {@code arithmetic}
 * they have nothing in common: that is what the machine itself gives.
 *
 * <p>Refuted for each path that takes more than 1.05 times as long as in {@link OneThreadBenchmark}, where {@code
 * arithmetic} does not.
 *
 * <p>Needs two processors to itself. {@code java -jar bench/target/quell-bench.jar OneEachBenchmark -p sessions=10000}
 */
@Threads(2)
public class OneEachBenchmark extends Paths {}
