package dev.quell.bench.setup;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;

/** A walk through the keys of {@link Sizes}, and one key that this thread has to itself. */
@State(Scope.Thread)
public class SizesWalk extends Visits {
  public int own;

  @Setup
  public void start(final Sizes sizes, final ThreadParams thread) {
    super.start(sizes, thread);
    own = thread.getThreadIndex();
  }
}
