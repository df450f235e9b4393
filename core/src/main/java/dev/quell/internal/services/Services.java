package dev.quell.internal.services;

import dev.quell.ClosedCoreException;
import dev.quell.SessionEndedException;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** What all parts of one core use, and what knows none of them. */
public final class Services {
  /*
   * Edges         SV-E1  close closed, fullFence, walks -> begin, open entry, isClosed: an entry that is too late for
   *                      the walks is seen by its own maker
   * Tests         SV-E1  ShutdownStress.CloseVsBeginSessionless, ShutdownStress.CloseVsOpen,
   *                      ShutdownStress.CloseVsBeginFurther
   */

  public final CoreClock clock;
  public final Counters counters = new Counters();
  public final RandomIds ids = new RandomIds();
  private final LongSupplier random;
  private final Consumer<Throwable> errorHandler;
  private final AtomicLong killIds = new AtomicLong();
  private volatile boolean closed; // SV-E1

  /**
   * @param random unpredictable longs: the secrets of tables
   * @param errorHandler the host's; what it throws itself is dropped
   */
  public Services(final CoreClock clock, final LongSupplier random, final Consumer<Throwable> errorHandler) {
    this.clock = clock;
    this.random = random;
    this.errorHandler = errorHandler;
  }

  /** What makes a table's order of keys its own. */
  public long nextSecret() {
    return random.getAsLong();
  }

  public LongSupplier secrets() {
    return random;
  }

  /** A number for each kill. */
  public long nextKillId() {
    return killIds.incrementAndGet(); // atomic: one number for each
  }

  /** Reports what the host's code threw: counted, and told to the host's handler. */
  public void report(final Throwable error) {
    counters.hostErrors.increment();
    try {
      errorHandler.accept(error);
    } catch (final Throwable ignored) { // the handler of last resort failed: there is nobody left to tell, it stays counted
      counters.hostErrors.increment();
    }
  }

  /** What to throw when a session is found to have ended. */
  public RuntimeException ended() {
    return isClosed() ? new ClosedCoreException() : new SessionEndedException();
  }

  /** Authoritative after a step of the caller's own that the walks of the close look for; otherwise a hint. */
  public boolean isClosed() {
    return closed; // SV-E1
  }

  public void close() {
    closed = true; // SV-E1
    VarHandle.fullFence(); // SV-E1: either the walks of the close see what is there, or its maker sees this
  }
}
