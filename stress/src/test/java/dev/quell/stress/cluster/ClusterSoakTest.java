package dev.quell.stress.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Some seconds of the soak; and what it must find. */
class ClusterSoakTest {
  /** It draws a kill of a process, a stop and a cut in its first two rounds. */
  private static final long SEED = 3;
  private static final List<String> SMALL = List.of("-Xmx96m", "-XX:TieredStopAtLevel=1");

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  private ClusterSoak run(final Duration duration, final Network network, final Lie... lies) throws Exception {
    final ClusterSoak soak = new ClusterSoak(
        SEED, duration, List.of(lies), network, Duration.ofSeconds(20), SMALL,
        new PrintStream(said, true, StandardCharsets.UTF_8));
    soak.run();
    soak.printSummary();
    return soak;
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  /** Where this machine gives no network namespaces, there is no cut, and the log of the build says so. */
  @Test
  void shouldPassThroughAKillAStopAndACut() throws Exception {
    final Network network = Namespaces.orLoopback(3);
    final ClusterSoak soak = run(Duration.ofSeconds(6), network, Lie.NONE, Lie.NONE, Lie.NONE);
    network.lacks().forEach((harm, why) -> System.err.println("SKIPPED: no " + harm + ": " + why));
    assertTrue(soak.passed(), this::said);
    for (final Fault fault : List.of(Fault.KILL, Fault.STOP, Fault.ISOLATE)) {
      final boolean isPossible = fault.needs == null || !network.lacks().containsKey(fault.needs);
      assertEquals(isPossible, soak.counts().of("fault " + fault) > 0, this::said);
    }
    for (final String checked : List.of("C1 owed", "C3 checked", "C4 checked", "C8 checked")) {
      assertTrue(soak.counts().of(checked) > 0, this::said);
    }
  }

  @Test
  void shouldFindMembersThatLie() throws Exception {
    final ClusterSoak soak =
        run(Duration.ofSeconds(1), new Loopback("not wanted"), Lie.AGAIN, Lie.SPARES, Lie.ROLES);
    assertEquals(
        List.of("C1 complete", "C3 never younger", "C4 once", "C8 in order"),
        soak.violations().counts().keySet().stream().filter(found -> !found.startsWith("C2")).toList(), this::said);
  }

  @Test
  void shouldRefuseTooFewMembers() {
    final CommandLine command = new CommandLine(new ClusterSoakCommand());
    command.setErr(new PrintWriter(said, true, StandardCharsets.UTF_8));
    assertEquals(2, command.execute("--members", "2"));
    assertEquals(2, command.execute("--minutes", "0"));
  }
}
