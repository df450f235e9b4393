package dev.quell.bench.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Benchmarks of JMH, a job for each with each set of its parameters, so that an interruption costs one of them and not
 * an hour.
 *
 * @param includes regular expressions that find names of benchmarks, {@code dev.quell.bench.kill.KillBenchmark.byUid}
 */
record Benchmarks(String name, Effort effort, List<String> includes, List<String> excludes) implements Step {

  @Override
  public String file() {
    return name + ".json";
  }

  @Override
  public List<Job> jobs() {
    final List<Job> jobs = new ArrayList<>();
    for (final BenchmarkListEntry entry : inOrder()) {
      for (final Map<String, String> params : combinations(params(entry))) {
        jobs.add(new BenchmarkJob(entry.getUsername(), params, effort));
      }
    }
    return jobs;
  }

  /** What is compared is asked for together, and is run together: a shared machine is not the same an hour later. */
  private Collection<BenchmarkListEntry> inOrder() {
    final Set<BenchmarkListEntry> ordered = new LinkedHashSet<>();
    includes.forEach(include -> ordered.addAll(find(List.of(include))));
    return ordered;
  }

  private Collection<BenchmarkListEntry> find(final List<String> wanted) {
    final OutputFormat silent = OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);
    return BenchmarkList.defaultList().find(silent, wanted, excludes);
  }

  private Map<String, List<String>> params(final BenchmarkListEntry entry) {
    final Map<String, List<String>> params = new TreeMap<>();
    entry
        .getParams()
        .orElse(Map.of())
        .forEach((param, values) -> params.put(param, effort.params().getOrDefault(param, List.of(values))));
    return params;
  }

  /** One value for each parameter, in every way. */
  static List<Map<String, String>> combinations(final Map<String, List<String>> params) {
    List<Map<String, String>> combinations = List.of(Map.of());
    for (final Map.Entry<String, List<String>> param : params.entrySet()) {
      final List<Map<String, String>> longer = new ArrayList<>();
      for (final Map<String, String> combination : combinations) {
        for (final String value : param.getValue()) {
          final Map<String, String> one = new LinkedHashMap<>(combination);
          one.put(param.getKey(), value);
          longer.add(one);
        }
      }
      combinations = longer;
    }
    return combinations;
  }

  /** One benchmark a line, so that a change shows as a line. */
  @Override
  public String join(final List<String> texts) {
    return "[\n" + String.join(",\n", texts) + "\n]\n";
  }

  @Override
  public List<String> problems() {
    return includes.stream()
        .filter(include -> find(List.of(include)).isEmpty())
        .map(include -> "step " + name + ": no benchmark matches " + include)
        .toList();
  }
}
