package dev.quell.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Draws what a run found into its folder: {@code README.md}, and the page {@code report.html} with its pictures in
 * {@code charts}. {@code bench/report <folder>} calls it, {@code bench/run} too.
 */
public final class Report {
  private Report() {}

  public static void main(final String[] args) throws IOException {
    if (args.length != 1) {
      System.err.println("usage: bench/report <folder>");
      System.exit(2);
    }
    draw(Path.of(args[0]));
  }

  public static void draw(final Path folder) throws IOException {
    final RunData run = RunData.read(folder);
    Files.writeString(folder.resolve("README.md"), Readme.of(run));
  }
}
