package dev.quell.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 10, unit = TimeUnit.MINUTES) // on a machine that has other things to do
final class MembersDemoTest {

  @Test
  void shouldShowThatKillsReachEveryServer() throws Exception {
    final StringWriter out = new StringWriter();

    assertEquals(0, MembersDemo.run(new PrintWriter(out, true), 3), out::toString);

    assertTrue(out.toString().contains("refused: 6"), out::toString);
    assertEquals(List.of(), ProcessHandle.current().descendants().filter(MembersDemoTest::isMember).toList());
  }

  private static boolean isMember(final ProcessHandle process) {
    return process.info().commandLine().orElse("").contains(MemberMain.class.getName());
  }

  /** At the worst moment: one of its servers is stopped, and cannot notice. */
  @Test
  void shouldLeaveNoProcessBehindWhenItIsKilled() throws Exception {
    final Process demo = new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
        System.getProperty("java.class.path"), Main.class.getName(), "--members", "2")
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
    try (BufferedReader said = demo.inputReader()) {
      String line = said.readLine();
      while (line != null && !line.contains(MembersDemo.STOPPED)) {
        line = said.readLine();
      }
      final List<ProcessHandle> started = demo.descendants().toList();
      assertEquals(2, started.stream().filter(MembersDemoTest::isMember).count());

      demo.destroyForcibly();

      for (final ProcessHandle process : started) {
        process.onExit().get(5, TimeUnit.MINUTES);
      }
    } finally {
      demo.descendants().forEach(ProcessHandle::destroyForcibly);
      demo.destroyForcibly();
    }
  }
}
