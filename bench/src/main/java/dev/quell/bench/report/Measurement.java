package dev.quell.bench.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * What was measured of one benchmark with one set of parameters.
 *
 * @param name class and method, {@code KillBenchmark.byUid}; a thread of a group as JMH prints it, {@code
 *     Some.group:thread}; or a word and a value's name of a program's line, {@code footprint.bytes}
 * @param params the parameters it was measured with
 * @param forks how many JVMs of JMH measured it; none if a program did
 * @param value nanoseconds for each operation, or what a program says
 * @param bytes allocated for each operation, if that was measured; what a benchmark does beside its operations counts
 * @param settled whether it had got as fast as it gets: not if it got faster in every fork while it was measured
 */
public record Measurement(
    String name, Map<String, String> params, int forks, Spread value, OptionalDouble bytes, boolean settled) {

  static final String NUMBER = "-?[0-9.]+";

  /** Whether this is what is asked for: the name, and the parameters that are given. */
  boolean is(final Line wanted) {
    return name.equals(wanted.word()) && params.entrySet().containsAll(wanted.values().entrySet());
  }

  /** The name without the class. */
  String method() {
    return name.substring(name.indexOf('.') + 1);
  }

  /** Whether it is what one thread of a group did. */
  boolean isOfThread() {
    return name.contains(":");
  }

  /** Such as {@code sessions 1000 subject quell}. */
  String paramsText() {
    return params.entrySet().stream()
        .map(param -> param.getKey() + " " + param.getValue())
        .collect(Collectors.joining(" "));
  }

  /**
   * What tells it from others of its name: all parameters of a benchmark; of a program's line, in which the parameters
   * include all that was measured, those that are words, and the number of sessions.
   */
  Map<String, String> identity() {
    final Map<String, String> identity = new LinkedHashMap<>(params);
    if (forks == 0) {
      identity.entrySet().removeIf(param -> !param.getKey().equals("sessions") && param.getValue().matches(NUMBER));
    }
    return identity;
  }

  /** One of several runs of the same program. */
  static Measurement ofRuns(final List<Measurement> runs) {
    final Measurement first = runs.get(0);
    final Spread all = Spread.ofForks(runs.stream().map(run -> new double[] {run.value.median()}).toList());
    return new Measurement(first.name, first.identity(), first.forks, all, first.bytes, first.settled);
  }
}
