package dev.quell.bench.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Programs of this jar that print lines to be stored, each run in a JVM of its own. One has come to its end if it exits
 * with 0, or with 1 after it said with {@code held=no} that something it claims does not hold: that is a result too.
 */
final class Programs {
  private static final int INTERRUPTED = 130;
  private static final int TERMINATED = 143;

  private Programs() {}

  /**
   * A step.
   *
   * @param plannedSeconds of each run, roughly
   * @param runs the arguments of each
   */
  static Step step(
      final String name,
      final Class<?> main,
      final double plannedSeconds,
      final List<String> jvm,
      final List<List<String>> runs) {
    final List<Job> jobs = new ArrayList<>();
    for (final List<String> arguments : runs) {
      final String what = main.getSimpleName() + " " + String.join(" ", arguments);
      final String number = runs.indexOf(arguments) == runs.lastIndexOf(arguments) ? "" : ", " + (jobs.size() + 1);
      jobs.add(
          new Job(what + number, plannedSeconds, (log, console) -> run(command(main, jvm, arguments), console)));
    }
    return new Step(name + ".txt", jobs);
  }

  private static List<String> command(final Class<?> main, final List<String> jvm, final List<String> arguments) {
    final List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return command;
  }

  private static Job.Outcome run(final List<String> command, final PrintStream console)
      throws IOException, InterruptedException {
    final Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    final StringBuilder text = new StringBuilder();
    String last = "";
    process.getOutputStream().close();
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        console.println("    " + line);
        text.append(line).append('\n');
        last = line;
      }
    }
    final int status = process.waitFor();
    final boolean held = !last.endsWith("held=no");
    if (status == INTERRUPTED || status == TERMINATED) {
      throw new InterruptedException();
    }
    if (status != (held ? 0 : 1)) {
      throw new Job.Failed("exit status " + status);
    }
    return new Job.Outcome(text.toString(), held, held ? "done" : "something that it claims does not hold");
  }
}
