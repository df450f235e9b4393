package dev.quell.bench.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How hard JMH tries.
 *
 * @param millis of each iteration, of warm-up too
 * @param threads instead of those of the annotations; 0 to leave those
 * @param params values for the benchmarks that have such a parameter, instead of those of their annotations
 * @param jvm arguments for the forks, instead of those of the annotations; none to leave those
 */
record Effort(
    int forks,
    int warmups,
    int iterations,
    int millis,
    int threads,
    Map<String, List<String>> params,
    List<String> jvm) {

  static Effort of(final int forks, final int warmups, final int iterations, final int millis) {
    return new Effort(forks, warmups, iterations, millis, 0, Map.of(), List.of());
  }

  Effort with(final String param, final Object... values) {
    final Map<String, List<String>> more = new LinkedHashMap<>(params);
    more.put(param, Stream.of(values).map(Object::toString).toList());
    return new Effort(forks, warmups, iterations, millis, threads, more, jvm);
  }

  Effort onThreads(final int count) {
    return new Effort(forks, warmups, iterations, millis, count, params, jvm);
  }

  Effort onJvm(final List<String> arguments) {
    return new Effort(forks, warmups, iterations, millis, threads, params, arguments);
  }

  double plannedSeconds(final long sessions) {
    return forks * (1 + sessions * 3e-6 + (warmups + iterations) * millis / 1e3);
  }
}
