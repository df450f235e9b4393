package dev.quell.internal.services;

import dev.quell.ClosedCoreException;
import dev.quell.SessionEndedException;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What every part of one core uses. It knows none of them. */
public final class Services extends Apart {
  /*
   * Edges         SV-E1  close closed, fullFence, walks -> begin, open entry, isClosed: if an entry is too late for the
   *                      walks, the thread that made it sees closed
   * Tests         SV-E1  ShutdownStress.CloseVsBeginSessionless, ShutdownStress.CloseVsOpen,
   *                      ShutdownStress.CloseVsBeginFurther
   */

  public final CoreClock clock;
  public final Counters counters;
  public final RandomIds ids = new RandomIds();
  public final Ids killIds = new Ids();
  private final LongSupplier random;
  private final Consumer<Throwable> errorHandler;
  private volatile boolean closed; // SV-E1
  @SuppressWarnings("unused") // the line behind: Apart
  private @Nullable Object b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;

  /**
   * @param random unpredictable longs, for the hash functions
   * @param errorHandler the host's; its own exceptions are dropped
   */
  public Services(final CoreClock clock, final LongSupplier random, final Consumer<Throwable> errorHandler) {
    this.clock = clock;
    this.counters = new Counters(clock);
    this.random = random;
    this.errorHandler = errorHandler;
  }

  /** The secret multiplier of one hash table. */
  public long nextSecret() {
    return random.getAsLong();
  }

  public LongSupplier secrets() {
    return random;
  }

  /** Counts what the host's code threw, and passes it to the host's handler. */
  public void report(final Throwable error) {
    counters.hostErrors.increment();
    try {
      errorHandler.accept(error);
    } catch (final Throwable ignored) { // the handler of last resort failed: it is only counted
      counters.hostErrors.increment();
    }
  }

  /** The exception to throw when a session has ended. */
  public RuntimeException ended() {
    return isClosed() ? new ClosedCoreException() : new SessionEndedException();
  }

  /** Authoritative after the caller's own step that the walks of the close look for; otherwise a hint. */
  public boolean isClosed() {
    return closed; // SV-E1
  }

  public void close() {
    closed = true; // SV-E1
    VarHandle.fullFence(); // SV-E1: the walks see the entry, or the thread that made it sees this
  }
}
