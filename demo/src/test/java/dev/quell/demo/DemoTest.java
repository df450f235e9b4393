package dev.quell.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.server.QuellServer;
import dev.quell.server.ServerOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 10, unit = TimeUnit.MINUTES) // on a machine that has other things to do
final class DemoTest {
  private final StringWriter out = new StringWriter();

  @Test
  void shouldShowThatEveryKillIsAsTheManualSays() throws Exception {
    assertEquals(0, Demo.run(new PrintWriter(out, true), false), out::toString);

    assertFalse(out.toString().contains("\r\u001B"), "the progress line is for terminals");
  }

  @Test
  void shouldNoticeAKillThatHitsMoreThanItShould() throws Exception {
    assertNoticed("{killAllSessionsByPattern: [{}]}", true, "has stopped though no kill should");
  }

  @Test
  void shouldNoticeAKillThatMisses() throws Exception {
    assertNoticed("{killAllSessionsByPattern: [{users: []}]}", false, "reported: expected");
  }

  /** Has a referee expect the opposite of what the command does. */
  private void assertNoticed(final String command, final boolean expectNobody, final String fault) throws Exception {
    final Progress progress = new Progress(new PrintWriter(out), false, 1);
    try (QuellServer server = new QuellServer(ServerOptions.builder().port(0).auth(true).build()).start();
        Scene scene = new Scene(server.port(), progress)) {
      final Referee referee = new Referee(scene, progress);
      final Lsid quiet = scene.visits().get(scene.visits().size() - 1).lsid();

      referee.kill("wrong", scene.ops, command, List.of(), lsid -> !expectNobody && lsid.equals(quiet));

      assertTrue(referee.faults().stream().anyMatch(each -> each.contains(fault)), () -> referee.faults().toString());
    }
  }
}
