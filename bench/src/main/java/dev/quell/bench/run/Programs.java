package dev.quell.bench.run;

import dev.quell.bench.run.Plan.Step;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
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
      final String number = runs.indexOf(arguments) == runs.lastIndexOf(arguments) ? "" : ", " + (jobs.size() + 1);
      final String job = (main.getSimpleName() + " " + String.join(" ", arguments)).strip() + number;
      jobs.add(new Job(job, plannedSeconds, (log, console) -> run(job, command(main, jvm, arguments), console)));
    }
    return new Step(name + ".txt", jobs);
  }

  private static List<String> command(final Class<?> main, final List<String> jvm, final List<String> arguments) {
    final List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--sun-misc")) // what bench/run keeps quiet about
        .forEach(command::add);
    command.addAll(jvm);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return command;
  }

  private static Job.Outcome run(final String job, final List<String> command, final PrintStream console)
      throws IOException, InterruptedException {
    final Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    final List<String> lines = new ArrayList<>(List.of("# " + job));
    process.getOutputStream().close();
    try (BufferedReader out = process.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        console.println("    " + line);
        lines.add(line);
      }
    }
    final int status = process.waitFor();
    final boolean held = !lines.get(lines.size() - 1).endsWith("held=no");
    if (status == INTERRUPTED || status == TERMINATED) {
      throw new InterruptedException();
    }
    if (status != (held ? 0 : 1)) {
      throw new Job.Failed("exit status " + status);
    }
    return new Job.Outcome(String.join("\n", lines), held, held ? "done" : "something that it claims does not hold");
  }
}
