package dev.quell.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Three processes, of which one is stopped, killed, and started again. */
class ProcessesTest {
  private final List<Member> started = new ArrayList<>();

  @AfterEach
  void stop() {
    started.forEach(member -> member.process.destroyForcibly());
  }

  private Member start(final String name, final int port, final Member... peers) throws IOException {
    final Member member = new Member(name, port, peers);
    started.add(member);
    return member;
  }

  @Test
  void shouldReachAllThroughStopAndRestart() throws Exception {
    final Member a = start("a", 0);
    final int portOfA = a.awaitJoined();
    final Member b = start("b", 0, a);
    final Member c = start("c", 0, a);
    final int portOfB = b.awaitJoined();
    c.awaitJoined();
    a.awaitMembers("a:SELF", "b:IN_TOUCH", "c:IN_TOUCH");
    for (final Member member : started) {
      member.ask("begin");
    }
    assertEquals(Set.of("a", "b", "c"), names(a.ask("kill"), 0));
    for (final Member member : started) {
      assertEquals("[true]", member.ask("killed"));
      member.ask("begin");
    }
    Thread.sleep(1_500); // older than what a late kill spares

    c.signal("STOP");
    final String report = a.ask("kill");
    assertEquals(Set.of("a", "b"), names(report, 0));
    assertEquals(Set.of("c"), names(report, 1));
    c.signal("CONT");
    c.ask("begin"); // younger than the kill
    c.awaitAnswer("killed", "[true, true, false]");
    a.awaitMembers("a:SELF", "b:IN_TOUCH", "c:IN_TOUCH");
    assertEquals("[true, true, false]", c.ask("killed"));

    b.signal("KILL");
    b.process.waitFor(20, TimeUnit.SECONDS);
    final Member again = start("b", portOfB, a);
    again.awaitJoined();
    again.ask("begin");
    a.awaitMembers("a:SELF", "b:IN_TOUCH", "c:IN_TOUCH");
    assertEquals(Set.of("a", "b", "c"), names(c.ask("kill"), 0));
    assertEquals("[true]", again.ask("killed"));
    assertEquals("[true, true, true]", c.ask("killed"));
    assertTrue(portOfA > 0);
  }

  /** The first or second list of names in a report. */
  private static Set<String> names(final String report, final int which) {
    final String list = report.split("]", -1)[which].replaceFirst("^ *\\[", "");
    return list.isEmpty() ? Set.of() : new TreeSet<>(List.of(list.split(", ", -1)));
  }

  /** One process. */
  private static final class Member {
    private final Process process;
    private final BufferedReader out;
    private final BufferedWriter in;
    private int port;

    Member(final String name, final int port, final Member... peers) throws IOException {
      final List<String> command = new ArrayList<>(List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m", "-XX:TieredStopAtLevel=1",
          "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
          MemberProcess.class.getName(), name, Integer.toString(port)));
      for (final Member peer : peers) {
        command.add(Integer.toString(peer.port));
      }
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      out = process.inputReader(StandardCharsets.UTF_8);
      in = process.outputWriter(StandardCharsets.UTF_8);
    }

    int awaitJoined() throws IOException {
      final String line = out.readLine();
      assertTrue(line != null && line.startsWith("joined "), line);
      port = Integer.parseInt(line.substring("joined ".length()));
      return port;
    }

    String ask(final String line) throws IOException {
      in.write(line + "\n");
      in.flush();
      return out.readLine();
    }

    void awaitMembers(final String... members) throws Exception {
      awaitAnswer("members", List.of(members).toString());
    }

    void awaitAnswer(final String question, final String answer) throws Exception {
      final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      String last = ask(question);
      while (!last.equals(answer) && System.nanoTime() - deadline < 0) {
        Thread.sleep(20);
        last = ask(question);
      }
      assertEquals(answer, last);
    }

    void signal(final String name) throws Exception {
      final Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
      assertEquals(0, kill.waitFor());
    }
  }
}
