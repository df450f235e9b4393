package dev.quell.internal;

import dev.quell.Owner;
import dev.quell.internal.background.Janitor;
import dev.quell.internal.claim.Claims;
import dev.quell.internal.cursor.CursorImpl;
import dev.quell.internal.cursor.Cursors;
import dev.quell.internal.cursor.ResourceCloser;
import dev.quell.internal.kill.Kills;
import dev.quell.internal.listing.Listing;
import dev.quell.internal.operation.Operations;
import dev.quell.internal.services.CoreClock;
import dev.quell.internal.services.Services;
import dev.quell.internal.session.SessionImpl;
import dev.quell.internal.session.SessionStore;
import dev.quell.internal.session.Sessions;
import java.security.SecureRandom;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Assembles the parts of one core. It is the only class that knows all of them. */
public final class Core {
  public final Services services;
  public final Claims claims;
  public final Operations operations;
  public final Cursors<CursorImpl> cursors;
  public final Sessions sessions;
  public final Kills kills;
  public final Listing listing;
  public final Janitor janitor;

  /** The settings of a core; its builder documents each. */
  public record Settings(
      LongSupplier nanoClock,
      Consumer<Throwable> errorHandler,
      @Nullable Executor cursorExecutor,
      @Nullable UnaryOperator<Owner> currentOwner,
      int maxSessions,
      long maxSessionsPerOwner,
      boolean endLongestIdle,
      int expectedCursors,
      long sessionTimeoutMs,
      long cursorTimeoutMs,
      boolean sessionCursorsTimeOut) {}

  public Core(final Settings settings) {
    final LongSupplier random = new SecureRandom()::nextLong;
    final CoreClock clock = new CoreClock(settings.nanoClock, System.currentTimeMillis());
    services = new Services(clock, random, settings.errorHandler);
    claims = new Claims(services);
    final SessionStore store =
        new SessionStore(services, settings.maxSessions, settings.maxSessionsPerOwner, settings.currentOwner);
    operations = new Operations(claims, store.slots, store.holds, store.labels);
    final ResourceCloser closer = new ResourceCloser(services, settings.cursorExecutor);
    cursors = new Cursors<>(operations, settings.expectedCursors, closer);
    sessions = new Sessions(store, operations, cursors, settings.endLongestIdle, SessionImpl::new);
    kills = new Kills(sessions, operations, cursors);
    listing = new Listing(sessions, operations, cursors, kills);
    janitor =
        new Janitor(
            sessions, cursors, settings.sessionTimeoutMs, settings.cursorTimeoutMs, settings.sessionCursorsTimeOut);
  }
}
