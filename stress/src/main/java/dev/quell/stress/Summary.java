package dev.quell.stress;

import java.io.IOException;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * Prints a table of what a run of jcstress has seen, for {@code results/}: for each test how many configurations ran,
 * how many samples they took, and how often each outcome was among them.
 *
 * <p>{@code java -cp quell-stress.jar dev.quell.stress.Summary jcstress-results-....bin.gz}; the exit status is 1 if a
 * test failed, or a control has not shown its row.
 */
public final class Summary {
  private final Map<String, Test> tests = new TreeMap<>();

  private Summary() {}

  /** One test in all its configurations. */
  private static final class Test {
    private final TestInfo info;
    private final Map<String, Long> seen = new TreeMap<>();
    private int configurations;
    private int broken; // that did not come to their end

    Test(final String name) {
      info = TestList.getInfo(name);
    }

    void add(final TestResult result) {
      configurations++;
      broken += result.status() == Status.NORMAL ? 0 : 1;
      result.getStateKeys().forEach(outcome -> seen.merge(outcome, result.getCount(outcome), Long::sum));
    }

    long samples() {
      return count(null);
    }

    /** How often outcomes of this kind were seen; null for any. */
    long count(final Expect kind) {
      return seen.entrySet().stream()
          .filter(each -> kind == null || expect(each.getKey()) == kind)
          .mapToLong(Map.Entry::getValue)
          .sum();
    }

    private Expect expect(final String outcome) {
      return info.cases().stream()
          .filter(each -> each.matches(outcome))
          .findFirst()
          .map(StateCase::expect)
          .orElse(Expect.FORBIDDEN);
    }

    private boolean isControl() {
      return info.cases().stream().anyMatch(each -> each.expect() == Expect.ACCEPTABLE_INTERESTING);
    }

    boolean passed() {
      return broken == 0
          && samples() > 0
          && count(Expect.FORBIDDEN) == 0
          && (!isControl() || count(Expect.ACCEPTABLE_INTERESTING) > 0);
    }

    String row() {
      final String outcomes =
          seen.entrySet().stream()
              .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
              .map(each -> "`" + each.getKey() + "` " + mark(each.getKey()) + String.format("%,d", each.getValue()))
              .collect(Collectors.joining("; "));
      return String.format(
          "| %s | %s | %d | %,d | %s |", shortName(), passed() ? "ok" : "**failed**", configurations, samples(),
          outcomes);
    }

    private String mark(final String outcome) {
      return switch (expect(outcome)) {
        case FORBIDDEN -> "**forbidden** ";
        case ACCEPTABLE_INTERESTING -> "(the control's) ";
        default -> "";
      };
    }

    private String shortName() {
      return info.name().substring(info.name().lastIndexOf('.', info.name().lastIndexOf('.') - 1) + 1);
    }
  }

  private void print() {
    final long failed = tests.values().stream().filter(test -> !test.passed()).count();
    System.out.printf(
        "%d tests in %d configurations, %,d samples: %d failed. %d tests of the jar did not run.%n%n",
        tests.size(),
        tests.values().stream().mapToInt(test -> test.configurations).sum(),
        tests.values().stream().mapToLong(Test::samples).sum(),
        failed,
        TestList.tests().size() - tests.size());
    System.out.println("| test | | configurations | samples | outcomes |");
    System.out.println("| --- | --- | ---: | ---: | --- |");
    tests.values().forEach(test -> System.out.println(test.row()));
    System.exit(failed == 0 ? 0 : 1);
  }

  public static void main(final String[] args) throws IOException, ClassNotFoundException {
    if (args.length != 1) {
      System.err.println("usage: Summary jcstress-results-....bin.gz");
      System.exit(2);
    }
    final Summary summary = new Summary();
    final DiskReadCollector file =
        new DiskReadCollector(
            args[0], result -> summary.tests.computeIfAbsent(result.getName(), Test::new).add(result));
    file.dump();
    file.close();
    summary.print();
  }
}
