package dev.quell.stress.lincheck;

import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.internal.services.CoreClock;
import dev.quell.internal.kill.Kills;
import dev.quell.internal.services.Services;
import dev.quell.internal.operation.OperationImpl;
import dev.quell.internal.session.Sessions;
import dev.quell.internal.slots.Handle;
import dev.quell.internal.slots.Segment;
import java.util.SplittableRandom;

/**
 * A core by its parts, so that it is the same in every run: its clock stands still, its hash functions are drawn from a fixed seed,
 * and nobody runs its background work. {@code KillCore} does nothing but check arguments and call what is called here.
 */
public final class QuietCore {
  public final Services context;
  public final Sessions sessions;
  public final Kills kills;

  public QuietCore() {
    this(Long.MAX_VALUE, false);
  }

  public QuietCore(final long limitPerOwner, final boolean endLongestIdle) {
    final SplittableRandom random = new SplittableRandom(7);
    context = new Services(new CoreClock(() -> 0, 0), 1, random::nextLong, error -> {});
    sessions = new Sessions(context, 64, limitPerOwner, endLongestIdle);
    context.closer.use(Runnable::run);
    kills = new Kills(context);
  }

  public Session session(final long id, final Owner owner) {
    return sessions.findOrOpen(0, id, owner);
  }

  public Operation operation() {
    return new OperationImpl(context);
  }

  public KillReport kill(final int code, final KillPattern... patterns) {
    return kills.kill(KillRequest.of(patterns).code(code));
  }

  /** The handle of the open session, or {@link Handle#NONE}. */
  public long find(final long id, final Owner owner) {
    return sessions.find(0, id, owner.uid());
  }

  public Segment segment(final long handle) {
    return sessions.slots().segmentOf(Handle.slot(handle));
  }

  /** The code that the operation was killed with, or 0. */
  public static int code(final Operation operation) {
    return operation.killCause().map(cause -> cause.code()).orElse(0);
  }
}
