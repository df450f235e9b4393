package dev.quell.bench.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program, in a JVM of its own. It has come to its end if it exits with 0, or with 1 after it said with {@code
 * held=no} that something it claims does not hold: that is a result too.
 */
record ProgramJob(String name, String main, double plannedSeconds, List<String> jvm, List<String> arguments)
    implements Job {
  static final String OUT = "{out}";
  private static final int INTERRUPTED = 130;
  private static final int TERMINATED = 143;

  @Override
  public Outcome run(final Place place) throws IOException, InterruptedException {
    final Process process = new ProcessBuilder(command(place)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    final StringBuilder text = new StringBuilder();
    String last = "";
    process.getOutputStream().close();
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        place.console().println("    " + line);
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
      throw new JobFailedException("exit status " + status);
    }
    return new Outcome(text.toString(), held, held ? "done" : "something that it claims does not hold");
  }

  List<String> command(final Place place) {
    final List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(arguments);
    return command.stream().map(word -> word.replace(OUT, place.out().toString())).toList();
  }
}
