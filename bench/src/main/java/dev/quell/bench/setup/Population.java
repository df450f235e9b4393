package dev.quell.bench.setup;

import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The crowd that nearly all benchmarks share: a million sessions, unless told otherwise. */
@State(Scope.Benchmark)
public class Population extends Crowd {
  @Param("1000000")
  public int sessions;

  @Setup
  public void open() {
    fill(sessions);
  }
}
