package dev.quell.bench.report;

import java.util.List;
import java.util.Map;

/**
 * What was measured of one benchmark with one set of parameters.
 *
 * @param name class and method, {@code KillBenchmark.byUid}; a thread of a group as JMH prints it, {@code
 *     Some.group:thread}; or a word and a value's name of a program's line, {@code footprint.bytes}
 * @param params the parameters it was measured with, which distinguish it from others of its name
 * @param forks how many JVMs of JMH measured it; none if a program did
 * @param value nanoseconds for each operation, or what a program says
 * @param bytes allocated for each operation, NaN if that was not measured; what a benchmark does besides its operations
 *     counts
 * @param settled whether it had got as fast as it gets: not if it got faster in every fork while it was measured
 */
record Measurement(String name, Map<String, String> params, int forks, Spread value, double bytes, boolean settled) {

  /** Whether this is what is asked for: the name, and the parameters that are given. */
  boolean is(final Line wanted) {
    return name.equals(wanted.word()) && params.entrySet().containsAll(wanted.values().entrySet());
  }

  /** The name without the class. */
  String method() {
    return name.substring(name.indexOf('.') + 1);
  }

  /** As it can be asked for. */
  String text() {
    return new Line(name, params).toString();
  }

  /** Several runs of the same as one. */
  Measurement withRuns(final List<Measurement> runs) {
    final Spread all = Spread.ofForks(runs.stream().map(run -> new double[] {run.value.median()}).toList());
    return new Measurement(name, params, forks * runs.size(), all, bytes, settled);
  }
}
