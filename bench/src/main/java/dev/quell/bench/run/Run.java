package dev.quell.bench.run;

import dev.quell.bench.report.Headline;
import dev.quell.bench.report.Line;
import dev.quell.bench.report.Pages;
import dev.quell.bench.report.Results;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs a plan into a folder and writes its report elsewhere; {@code bench/run} calls it and describes the machine on
 * standard input. Started again with the same folder it goes on where it was stopped.
 *
 * <p>Exit status: 0 all was run; 1 something failed, the rest was run; 2 refused; 130 interrupted.
 */
public final class Run {
  private static final int FAILED = 1;
  private static final int REFUSED = 2;
  private static final int INTERRUPTED = 130;

  /** The run cannot be made, or not in this folder. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refused(final String why) {
      super(why);
    }
  }

  private Run() {}

  public static void main(final String[] args) throws IOException {
    System.exit(run(args));
  }

  private static int run(final String[] args) throws IOException {
    if (args.length != 2) {
      System.err.print("usage: bench/run <plan> <folder>\n\n" + Plan.help());
      return REFUSED;
    }
    try {
      return run(Plan.named(args[0]), Path.of(args[1]));
    } catch (final Refused e) {
      System.err.println("run: " + e.getMessage());
      return REFUSED;
    } catch (final InterruptedException e) {
      return INTERRUPTED;
    }
  }

  private static int run(final Plan plan, final Path path) throws IOException, InterruptedException {
    if (plan.mustHold()) {
      System.setProperty("jmh.ignoreLock", "true"); // its figures mean nothing: others may measure meanwhile
    }
    final AtomicBoolean stopped = new AtomicBoolean();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stopped), "stop"));
    final List<String> failures;
    try (RunFolder folder = RunFolder.open(path, description(plan))) {
      final Runner runner = new Runner(folder, plan.mustHold(), System.out, stopped::get);
      runner.run(plan.steps());
      final List<Line> doubtful = plan.mustHold() ? List.of() : Headline.doubtful(Results.read(path));
      failures = runner.run(List.of(Benchmarks.step("again", plan.effort(), doubtful)));
      if (failures.isEmpty()) {
        folder.finish();
      }
    }
    Pages.write(Results.read(path), Pages.place(path));
    failures.forEach(failure -> System.out.println("FAILED: " + failure));
    System.out.println(
        failures.isEmpty()
            ? "done: " + path + ", report: " + Pages.place(path)
            : "not all was run: the same command tries the rest of " + path + " again");
    return failures.isEmpty() ? 0 : FAILED;
  }

  private static void stop(final AtomicBoolean stopped) {
    stopped.set(true);
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroy);
  }

  private static List<String> description(final Plan plan) throws IOException {
    final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    final List<String> description = new ArrayList<>(in.lines().toList());
    description.add("plan: " + plan.name());
    return description;
  }
}
