package dev.quell.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

class HeadlineTest {

  /** As results name them: by the simple name of the class. */
  private static Set<String> existing() {
    return BenchmarkList.defaultList()
        .getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of())
        .stream()
        .map(BenchmarkListEntry::getUserClassQName)
        .distinct()
        .flatMap(HeadlineTest::ofClass)
        .collect(Collectors.toSet());
  }

  private static Stream<String> ofClass(final String name) {
    try {
      final Class<?> type = Class.forName(name);
      return Arrays.stream(type.getMethods())
          .filter(method -> method.isAnnotationPresent(Benchmark.class))
          .map(method -> type.getSimpleName() + "." + nameInResults(method));
    } catch (final ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String nameInResults(final Method method) {
    final Group group = method.getAnnotation(Group.class);
    return group == null ? method.getName() : group.value() + ":" + method.getName();
  }

  @Test
  void shouldNameOnlyBenchmarksThatExist() {
    final Set<String> existing = existing();
    final List<String> gone =
        Stream.concat(Headline.rows().stream(), Headline.cells(0).stream())
            .flatMap(row -> row.parts().stream())
            .map(Line::word)
            .filter(name -> name.contains("Benchmark."))
            .distinct()
            .filter(name -> !existing.contains(name))
            .toList();
    assertEquals(List.of(), gone);
  }

  @Test
  void shouldNameEachRowOnce() {
    final List<String> paths =
        Stream.concat(Headline.rows().stream(), Headline.cells(0).stream()).map(Row::path).toList();
    assertEquals(paths.size(), Set.copyOf(paths).size());
  }

  @Test
  void shouldNameInFrontOnlyRowsThatExist() {
    assertEquals(List.of(), Headline.front().entrySet().stream().filter(row -> row.getValue() == null).toList());
  }

  @Test
  void shouldMeasureEachPathAtBothSizesByOneThreadAndByTwo() {
    assertEquals(
        List.of("10000 1", "10000 2", "1000000 1", "1000000 2"),
        Headline.cells().stream()
            .filter(cell -> cell.path().equals("open + end"))
            .map(cell -> cell.sessions() + " " + cell.threads())
            .toList());
  }
}
