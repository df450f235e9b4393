package dev.quell.cluster.protocol;

import dev.quell.KillCore;
import java.util.function.LongSupplier;

/**
 * The present as a member sees it when it takes up something: a cut-off of its core, and the two clocks read after it.
 *
 * <p><b>The order matters.</b> What is taken up must have arrived before the cut-off is taken, and the cut-off must be
 * taken before the clocks are read: then all work that the cut-off spares began after the arrival, and all that it hits
 * began before {@code nanos}. {@link #of} does it in this order.
 *
 * @param cutOff from {@link KillCore#cutOff()}
 * @param nanos the monotonic clock after that, in nanoseconds
 * @param wallMillis the wall clock after that, in milliseconds since the epoch; may be wrong, and may jump
 */
public record Now(long cutOff, long nanos, long wallMillis) {

  /** Takes a cut-off, then reads the monotonic clock, then the wall clock. */
  public static Now of(final KillCore core, final LongSupplier nanoClock, final LongSupplier wallMillis) {
    final long cutOff = core.cutOff();
    return new Now(cutOff, nanoClock.getAsLong(), wallMillis.getAsLong());
  }
}
