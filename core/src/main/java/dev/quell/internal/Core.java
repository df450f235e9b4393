package dev.quell.internal;

import dev.quell.Owner;
import dev.quell.internal.background.Janitor;
import dev.quell.internal.claim.Claims;
import dev.quell.internal.cursor.CursorImpl;
import dev.quell.internal.cursor.Cursors;
import dev.quell.internal.kill.Kills;
import dev.quell.internal.listing.Census;
import dev.quell.internal.listing.Listing;
import dev.quell.internal.operation.Operations;
import dev.quell.internal.services.CoreClock;
import dev.quell.internal.services.HostTasks;
import dev.quell.internal.services.Services;
import dev.quell.internal.session.SessionImpl;
import dev.quell.internal.session.SessionStore;
import dev.quell.internal.session.Sessions;
import java.security.SecureRandom;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Assembles the parts of one core. It is the only class that knows all of them. */
public final class Core {
  public final Services services;
  public final Claims claims;
  public final Operations operations;
  public final Cursors<CursorImpl<?>> cursors;
  public final Sessions sessions;
  public final Kills kills;
  public final Listing listing;
  public final Census census;
  public final Janitor janitor;

  /** The settings of a core; its builder documents each. */
  public record Settings(
      LongSupplier nanoClock,
      Consumer<Throwable> errorHandler,
      @Nullable Executor cursorExecutor,
      @Nullable Executor callbackExecutor,
      boolean ownThread,
      @Nullable UnaryOperator<Owner> currentOwner,
      int maxSessions,
      long maxSessionsPerOwner,
      boolean endLongestIdle,
      int expectedCursors,
      long sessionTimeoutMs,
      long cursorTimeoutMs,
      boolean sessionCursorsTimeOut,
      Predicate<? super AutoCloseable> cursorsThatTimeOut) {}

  public Core(final Settings settings) {
    final LongSupplier random = new SecureRandom()::nextLong;
    final CoreClock clock = new CoreClock(settings.nanoClock, System.currentTimeMillis());
    services = new Services(clock, random, settings.errorHandler);
    claims = new Claims(services, HostTasks.withoutExecutor(services, "quell-callbacks"));
    final SessionStore store =
        new SessionStore(services, settings.maxSessions, settings.maxSessionsPerOwner, settings.currentOwner);
    operations = new Operations(claims, store.slots, store.holds, store.labels, settings.callbackExecutor);
    final HostTasks closer = closer(settings);
    cursors = new Cursors<>(operations, settings.expectedCursors, (cursor, id, none) -> cursor.id() == id, closer);
    sessions = new Sessions(store, operations, cursors, settings.endLongestIdle, SessionImpl::new);
    kills = new Kills(sessions, operations, cursors);
    listing = new Listing(sessions, operations, cursors, kills);
    census = new Census(operations, cursors);
    janitor =
        new Janitor(
            sessions, cursors, kills, settings.sessionTimeoutMs, settings.cursorTimeoutMs,
            settings.sessionCursorsTimeOut, settings.cursorsThatTimeOut);
  }

  /** Closes the resources of cursors. The host's executor must not delay the agent, unless the host runs that. */
  private HostTasks closer(final Settings settings) {
    final String name = "quell-cursor-closer";
    if (settings.cursorExecutor == null) {
      return HostTasks.withoutExecutor(services, name);
    }
    return HostTasks.withExecutor(services, settings.cursorExecutor, settings.ownThread, name);
  }
}
