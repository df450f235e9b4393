package dev.quell.bench.setup;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/** A walk through the keys of a {@link Population}. */
@State(Scope.Thread)
public class Walk extends Visits {
  @Setup
  public void start(final Population population, final ThreadParams thread) {
    super.start(population, thread);
  }
}
