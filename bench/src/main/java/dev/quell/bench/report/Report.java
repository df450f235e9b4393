package dev.quell.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

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
    final Album album = new Album();
    Files.writeString(folder.resolve("report.html"), Page.of(run, album));
    Files.writeString(folder.resolve("README.md"), Readme.of(run));
    if (!album.pictures().isEmpty()) {
      final Path charts = Files.createDirectories(folder.resolve("charts"));
      for (final Map.Entry<String, String> picture : album.pictures().entrySet()) {
        Files.writeString(charts.resolve(picture.getKey() + ".svg"), picture.getValue());
      }
    }
  }
}
