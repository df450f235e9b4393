package dev.quell.bench.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quell.bench.peer.Subject;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class TailsTest {

  static List<String> subjects() {
    return Subject.NAMES;
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void shouldCountEveryOperationInEachStepAndEveryKill(final String subject) {
    final Tails tails = new Tails();
    assertEquals(0, new CommandLine(tails).execute("--smoke", subject));
    assertEquals(24, tails.lines().size());
    assertEquals(
        List.of("200"),
        tails.lines().stream()
            .filter(line -> line.word().equals("tail"))
            .map(line -> line.value("count"))
            .distinct()
            .toList());
  }
}
