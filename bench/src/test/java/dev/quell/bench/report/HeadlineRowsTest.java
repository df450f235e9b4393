package dev.quell.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Group;

class HeadlineRowsTest {

  private static List<String> benchmarks() {
    return HeadlineRows.all().stream()
        .flatMap(row -> row.parts().stream())
        .map(Line::word)
        .filter(name -> name.contains("Benchmark."))
        .distinct()
        .toList();
  }

  private static boolean exists(final String type, final String benchmark) {
    try {
      return Arrays.stream(Class.forName("dev.quell.bench." + type).getMethods())
          .filter(method -> method.isAnnotationPresent(Benchmark.class))
          .anyMatch(method -> nameInResults(method).equals(benchmark));
    } catch (final ClassNotFoundException e) {
      return false;
    }
  }

  private static String nameInResults(final Method method) {
    final Group group = method.getAnnotation(Group.class);
    return group == null ? method.getName() : group.value() + ":" + method.getName();
  }

  @Test
  void shouldNameOnlyBenchmarksThatExist() {
    final List<String> gone =
        benchmarks().stream()
            .filter(name -> !exists(name.substring(0, name.indexOf('.')), name.substring(name.indexOf('.') + 1)))
            .toList();
    assertEquals(List.of(), gone);
  }

  @Test
  void shouldNameEachRowOnce() {
    final List<String> paths = HeadlineRows.all().stream().map(Row::path).toList();
    assertEquals(paths.size(), Set.copyOf(paths).size());
  }
}
