package dev.quell.bench.setup;

import dev.quell.KillCore;
import dev.quell.Operation;
import dev.quell.Owner;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.ThreadParams;

/** One thread's endless walk through the keys of a crowd, and an operation object of its own. */
public abstract class Visits {
  public KillCore core;
  public Operation operation;
  private long[] high;
  private long[] low;
  private int[] ownerOf;
  private Owner[] owners;
  private int at;

  public void start(final Crowd crowd, final ThreadParams thread) {
    core = crowd.core;
    operation = core.operation();
    high = crowd.keys.high;
    low = crowd.keys.low;
    ownerOf = crowd.keys.ownerOf;
    owners = crowd.owners;
    at = (int) ((long) high.length * thread.getThreadIndex() / thread.getThreadCount());
  }

  /** The next position. */
  public int next() {
    final int i = at + 1;
    return at = i < high.length ? i : 0;
  }

  public long high(final int i) {
    return high[i];
  }

  public long low(final int i) {
    return low[i];
  }

  public Owner owner(final int i) {
    return owners[ownerOf[i]];
  }

  /**
   * Makes the next position depend on a value that is always zero, which neither the compiler nor the processor can
   * know: so the next visit cannot start before whatever made the value is done.
   */
  public void dependOn(final int zero) {
    at += zero;
  }

  /**
   * A zero that is there only when all earlier loads are: the time stamp counter is read by an instruction that waits
   * for them. Costs one {@code System.nanoTime()}; measure that and subtract it.
   */
  public static int zeroAfterAllLoads() {
    return (int) (System.nanoTime() >>> 63);
  }

  @TearDown
  public void stop() {
    Checks.that(!operation.isRunning(), "the operation still runs");
  }
}
