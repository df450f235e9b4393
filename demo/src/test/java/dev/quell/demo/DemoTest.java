package dev.quell.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCode;
import dev.quell.KillCore;
import dev.quell.KillExplanation.Index;
import dev.quell.KillPattern;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DemoTest {
  @Test
  void everyKillIsAsTheContractSays() throws InterruptedException {
    final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    final int status = Demo.run(new PrintStream(printed, true, StandardCharsets.UTF_8));

    assertEquals(0, status, () -> printed.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aKillThatHitsMoreThanItShouldIsNoticed() throws InterruptedException {
    try (KillCore core = KillCore.create()) {
      final Referee referee = new Referee(new Scene(core));

      referee.kill("too much", List.of(Index.OWNER), place -> false, KillPattern.owner(Scene.DAVE.uid()));

      assertNoticed(referee, "sessions matched: expected 0, got 1");
      assertNoticed(referee, "operations killed: expected 0, got 3");
      assertNoticed(referee, "cursors killed: expected 0, got 2");
      assertNoticed(referee, "has stopped though no kill should hit it");
      assertNoticed(referee, "is closed though no kill should hit it");
    }
  }

  @Test
  void aKillThatMissesIsNoticed() throws InterruptedException {
    try (KillCore core = KillCore.create()) {
      final Scene scene = new Scene(core);
      final Referee referee = new Referee(scene);

      referee.killDirectly("miss", scene.workers.get(1)::equals, KillCode.INTERRUPTED, "", () -> true);

      assertNoticed(referee, "still runs though it should be killed");
    }
  }

  private static void assertNoticed(final Referee referee, final String fault) {
    assertTrue(
        referee.faults().stream().anyMatch(each -> each.endsWith(fault)), () -> fault + ", not in " + referee.faults());
  }
}
