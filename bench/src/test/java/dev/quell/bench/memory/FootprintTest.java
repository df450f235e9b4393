package dev.quell.bench.memory;

import dev.quell.bench.peer.Subject;
import dev.quell.bench.setup.Keys;
import org.junit.jupiter.api.Test;

class FootprintTest {

  @Test
  void shouldMeasureAPeerAsWell() throws InterruptedException {
    final String last = Subject.NAMES.get(Subject.NAMES.size() - 1);
    Footprint.main(new String[] {last, Integer.toString(Keys.SESSIONS_PER_ROLE)});
  }
}
