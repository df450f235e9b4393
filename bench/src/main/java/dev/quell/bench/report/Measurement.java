package dev.quell.bench.report;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * What was measured of one benchmark with one set of parameters.
 *
 * @param name class and method, {@code KillBenchmark.byUid}; a thread of a group as JMH prints it, {@code
 *     Some.group:thread}; or a word and a value's name of a program's line, {@code footprint.bytes}
 * @param params the parameters it was measured with
 * @param forks how many JVMs of JMH measured it; none if a program did
 * @param value nanoseconds for each operation, or what a program says
 * @param bytes allocated for each operation, if that was measured
 */
public record Measurement(
    String name, Map<String, String> params, int forks, Spread value, OptionalDouble bytes) {

  /** Whether this is what is asked for: the name, and the parameters that are given. */
  boolean is(final Line wanted) {
    return name.equals(wanted.word()) && params.entrySet().containsAll(wanted.values().entrySet());
  }
}
