package dev.quell.stress.lincheck;

import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.internal.slots.Handle;
import dev.quell.stress.Parts;
import java.util.SplittableRandom;

/** A core that is the same in every run: its clock stands still, and its hash functions are drawn from a fixed seed. */
public final class QuietCore extends Parts {
  private static final int LIMIT = 64;

  public QuietCore() {
    this(Long.MAX_VALUE, false);
  }

  public QuietCore(final long limitPerOwner, final boolean endLongestIdle) {
    super(() -> 0, new SplittableRandom(7)::nextLong, Settings.of(LIMIT).limitPerOwner(limitPerOwner, endLongestIdle));
  }

  public Session session(final long id, final Owner owner) {
    return sessions.findOrOpen(0, id, owner);
  }

  public KillReport kill(final int code, final KillPattern... patterns) {
    return kills.kill(KillRequest.of(patterns).code(code));
  }

  /** The handle of the open session, or {@link Handle#NONE}. */
  public long find(final long id, final Owner owner) {
    return find(0, id, owner);
  }

  /** The code that the operation was killed with, or 0. */
  public static int code(final Operation operation) {
    return operation.killCause().map(cause -> cause.code()).orElse(0);
  }
}
