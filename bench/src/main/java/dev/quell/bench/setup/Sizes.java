package dev.quell.bench.setup;

import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Crowds of every size, for curves: a thousand sessions are in the second-level cache, ten million in none. */
@State(Scope.Benchmark)
public class Sizes extends Crowd {
  @Param({"1000", "10000", "100000", "1000000", "10000000"})
  public int sessions;

  @Setup
  public void open() {
    fill(sessions);
  }
}
