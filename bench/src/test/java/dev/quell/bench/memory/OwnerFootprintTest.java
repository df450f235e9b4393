package dev.quell.bench.memory;

import org.junit.jupiter.api.Test;

class OwnerFootprintTest {

  @Test
  void shouldMeasureAFewOwners() throws InterruptedException {
    OwnerFootprint.main(new String[] {"1000"});
  }
}
