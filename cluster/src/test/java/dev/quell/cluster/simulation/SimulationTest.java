package dev.quell.cluster.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private static final int SEEDS = 300;

  /** A failing seed is replayed with {@code SimulationMain --seeds N..N}. */
  @Test
  void shouldKeepTheGuarantees() {
    final List<String> violations = new ArrayList<>();
    long answered = 0;
    long late = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      final Checker books = Simulation.run(seed);
      answered += books.answered;
      late += books.late;
      final long replay = seed;
      books.violations.forEach(each -> violations.add("seed " + replay + ": " + each));
    }
    assertEquals(List.of(), violations);
    assertTrue(answered > 1_000 && late > 1_000, answered + " answers, " + late + " late");
  }
}
