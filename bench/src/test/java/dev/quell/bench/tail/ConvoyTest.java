package dev.quell.bench.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quell.bench.peer.Subject;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class ConvoyTest {

  static List<String> subjects() {
    return Subject.NAMES;
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void shouldMeasureEveryScanBesideItsBaselines(final String subject) {
    final Convoy convoy = new Convoy();
    assertEquals(0, new CommandLine(convoy).execute("--smoke", "--workers", "2", subject));
    final List<String> beside = List.of("spin", "stream", "killAll", "killOwner", "list");
    assertEquals(
        Stream.concat(
            Stream.of("none 0"),
            Stream.of(1, 2).flatMap(scanners -> beside.stream().map(scan -> scan + " " + scanners)))
            .toList(),
        convoy.lines().stream().map(line -> line.value("scan") + " " + line.value("scanners")).toList());
    assertEquals(6, convoy.lines().stream().filter(line -> line.value("toSpin") != null).count());
  }
}
