package dev.quell.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LineTest {

  @Test
  void shouldReadWhatItWrites() {
    final Line line = Line.of("footprint").with("subject", "quell").with("bytes", 98.36, 1);
    assertEquals("footprint subject=quell bytes=98.4", line.toString());
    assertEquals(line, Line.parse(line.toString()));
  }

  @Test
  void shouldPassOverWordsWithoutAValue() {
    assertEquals(Map.of("b", "2"), Line.parse(" churn failed: =x b=2 ").values());
  }
}
