package dev.quell.bench;

import dev.quell.bench.report.HeadlineRows;
import dev.quell.bench.report.HeadlineTable;
import dev.quell.bench.report.Line;
import dev.quell.bench.report.Results;
import dev.quell.bench.report.Row;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Prints the headline table of a run as Markdown, and the limits that were measured in it.
 *
 * <p>{@code java -cp bench/target/quell-bench.jar dev.quell.bench.Headline needed} prints which benchmarks the table
 * needs, one regular expression a line. {@code Headline jmh.json [footprint.txt wake.txt]} prints the table from a
 * result file of JMH and what the programs {@link Footprint} and {@link WakeLatency} printed; its exit status is 3 if
 * something that the table needs is in none of them.
 */
public final class Headline {
  private static final int INCOMPLETE = 3;

  private Headline() {}

  public static void main(final String[] args) throws IOException {
    final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    if (args.length == 0) {
      System.err.println("usage: Headline needed | Headline jmh.json [lines.txt...]");
      System.exit(2);
    }
    if (args[0].equals("needed")) {
      needed(out);
      return;
    }
    final Results results = new Results().addJmh(Files.readString(Path.of(args[0])));
    for (int i = 1; i < args.length; i++) {
      results.addLines(Files.readAllLines(Path.of(args[i])));
    }
    final HeadlineTable table = new HeadlineTable(results, HeadlineRows.all());
    out.printf("%s%n## Limits of the machine in this run%n%n%s", table.markdown(), table.limitsMarkdown());
    if (!table.isComplete()) {
      System.exit(INCOMPLETE);
    }
  }

  private static void needed(final PrintStream out) {
    HeadlineRows.all().stream()
        .map(Row::parts)
        .flatMap(parts -> parts.stream().map(Line::word))
        .filter(name -> name.contains("Benchmark."))
        .map(name -> name.replaceFirst(":.*", ""))
        .distinct()
        .forEach(name -> out.println("\\." + name.replace(".", "\\.") + "$"));
  }
}
