package dev.quell.bench.report;

import java.nio.file.Files;
import java.util.Optional;

/** Whether figures of a run may be quoted. */
final class Trust {
  private Trust() {}

  /** Why not. */
  static Optional<String> reservation(final RunData run) {
    if (Files.exists(run.folder().resolve("parts"))) {
      return Optional.of("This run is not finished.");
    }
    return run.machine("plan").flatMap(plan -> switch (plan) {
      case "quick" -> Optional.of("A quick run, to look: one fork of short iterations. No figure here may be quoted.");
      case "smoke" -> Optional.of("A smoke run: that all benchmarks run. Its figures mean nothing.");
      default -> Optional.empty();
    });
  }
}
