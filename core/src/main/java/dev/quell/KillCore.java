package dev.quell;

import dev.quell.internal.background.Janitor;
import dev.quell.internal.kill.Kills;
import dev.quell.internal.listing.Listing;
import dev.quell.internal.live.LiveContext;
import dev.quell.internal.live.LiveCursor;
import dev.quell.internal.live.LiveOperation;
import dev.quell.internal.live.LiveSessions;
import dev.quell.internal.live.OperationEntry;
import dev.quell.internal.telemetry.Counters;
import dev.quell.internal.telemetry.FlightRecorder;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SleepingMillisIdleStrategy;

/**
 * Knows every session, every in-progress operation and every open cursor of a server, and kills all that match a pattern in time
 * proportional to what is matched.
 *
 * <p>What a kill promises, under any concurrency:
 *
 * <ul>
 *   <li><b>K1 complete:</b> an operation whose begin returned before the kill was called, and which has not ended when the kill
 *       returns, is killed then: its next poll says so. The same for cursors.
 *   <li><b>K2 no spill:</b> an operation that begins after the kill returned is not killed by it.
 *   <li><b>K3 no cross-talk:</b> a kill never reaches another session's work, and a stale handle is always detected.
 *   <li><b>K4 exact:</b> each operation and cursor killed is claimed by exactly one kill and counted in its report.
 *   <li><b>K5 lock-free:</b> no thread that stops anywhere keeps another from beginning, ending, polling, opening, closing, killing.
 *   <li><b>K6 no full scan:</b> the work of a kill is proportional to the sessions matched by the most selective field of each
 *       pattern. A kill of everything also reads one bit for each slot ever needed at once.
 *   <li><b>K7 once:</b> a cursor's resource is closed exactly once, never while it is pinned.
 *   <li><b>K8 bounded:</b> memory is bounded by what is alive: sessions, owners and roles that are gone are given back.
 *   <li><b>K9 awake:</b> an operation that blocks in one of its own waits wakes at once when it is killed.
 * </ul>
 *
 * <p><b>Threads:</b> all methods may be called by any thread. <b>Progress:</b> lock-free, except {@link #close}. After the close
 * all methods that open, begin or kill throw {@link ClosedCoreException}.
 *
 * <p>The behaviour is that of the MongoDB 3.6 manual for {@code killAllSessionsByPattern} and its family.
 */
public final class KillCore implements AutoCloseable {
  private final LiveContext context;
  private final LiveSessions sessions;
  private final Kills kills;
  private final Listing listing;
  private final Janitor janitor;
  private final AgentRunner runner;
  private final CopyOnWriteArrayList<KillListener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  KillCore(final KillCoreBuilder builder) {
    context = builder.newContext();
    sessions = builder.newSessions(context);
    kills = new Kills(context);
    listing = new Listing(context);
    janitor = builder.newJanitor(context);
    if (builder.startsOwnThread()) {
      runner = new AgentRunner(new SleepingMillisIdleStrategy(1), context::report, null, janitor);
      AgentRunner.startOnThread(
          runner,
          task -> {
            final Thread thread = new Thread(task, janitor.roleName());
            thread.setDaemon(true);
            return thread;
          });
    } else {
      runner = null;
    }
  }

  /** A core with the defaults of {@link KillCoreBuilder}. */
  public static KillCore create() {
    return builder().build();
  }

  /** What a core can be told when it is made. */
  public static KillCoreBuilder builder() {
    return new KillCoreBuilder();
  }

  // ---- sessions

  /**
   * The owner's session with this UUID, opened now if there is none: what a server does on every command. Notes the use. When it opens
   * a session it makes the owner hold {@code owner.roles()}; when it finds one it leaves the roles alone.
   *
   * <p>Allocates nothing when the session exists.
   *
   * @throws LimitExceededException if the session would have to be opened and a limit is reached
   */
  public Session session(final UUID id, final Owner owner) {
    return session(id.getMostSignificantBits(), id.getLeastSignificantBits(), owner);
  }

  /** {@link #session(UUID, Owner)} for hosts that have the UUID as two longs, most significant first. */
  public Session session(final long idHigh, final long idLow, final Owner owner) {
    requireOpen();
    return sessions.findOrOpen(idHigh, idLow, Objects.requireNonNull(owner, "owner"));
  }

  /** Opens a session with a random UUID of version 4: what {@code startSession} does. */
  public Session startSession(final Owner owner) {
    return session(UUID.randomUUID(), owner);
  }

  /** The owner's session with this UUID, if there is one. Does not note a use. */
  public Optional<Session> findSession(final UUID id, final Uid uid) {
    Objects.requireNonNull(uid, "uid");
    return sessions.facade(sessions.find(id.getMostSignificantBits(), id.getLeastSignificantBits(), uid));
  }

  /**
   * Replaces the roles of an owner that has sessions. Kills that are called after this go by the new roles.
   *
   * <p>An {@link Owner} made before the change still says the old roles, and opening a session with it sets them again: the later one
   * wins. A host that caches owners renews them when it changes roles.
   *
   * @return false if the owner has no session, so that there is nothing to change
   */
  public boolean replaceRoles(final Owner owner) {
    requireOpen();
    return sessions.owners().setRoles(Objects.requireNonNull(owner, "owner"));
  }

  // ---- operations

  /** An operation object for the host to keep and use for one run after another; it allocates nothing when it begins and ends. */
  public Operation operation() {
    return new LiveOperation(context);
  }

  /**
   * Begins in the owner's session with this UUID, opened now if there is none. The same as {@code session(idHigh, idLow,
   * owner).begin(operation, description)}, less one cache miss.
   *
   * @return {@code operation}
   */
  public Operation begin(
      final Operation operation, final long idHigh, final long idLow, final Owner owner, final String description) {
    requireOpen();
    Objects.requireNonNull(owner, "owner");
    return sessions.begin(operation, idHigh, idLow, owner, description);
  }

  /** Begins an operation that belongs to no session: no session kill touches it. */
  public Operation begin(final String description) {
    requireOpen();
    return new LiveOperation(context).beginSessionless(description);
  }

  /** {@link #begin(String)} with a description that is made when a listing asks for it. */
  public Operation begin(final Supplier<String> description) {
    requireOpen();
    return new LiveOperation(context).beginSessionless(Objects.requireNonNull(description, "description"));
  }

  /** {@link #begin(String)} with an object that the host keeps. */
  public Operation begin(final Operation operation, final String description) {
    requireOpen();
    return context.mine(operation).beginSessionless(description);
  }

  /**
   * Kills the operation with this id, in a session or not, exempt or not.
   *
   * @param id from {@link Operation#id} or a listing
   * @return whether this kill won: false if there is no such operation or it was killed before
   */
  public boolean killOperation(final int id, final int code, final String reason, final String by) {
    requireOpen();
    final OperationEntry run = context.operationIds.find(id);
    return run != null && context.killRun(run, code, reason, by);
  }

  // ---- cursors

  /** Opens a cursor that belongs to no session; no session kill touches it, and it closes after the cursor timeout. */
  public Cursor openCursor(final AutoCloseable resource) {
    requireOpen();
    return LiveCursor.openSessionless(context, Objects.requireNonNull(resource, "resource"));
  }

  /** The open cursor with this id. Allocates only the result. */
  public Optional<Cursor> findCursor(final long id) {
    return Optional.ofNullable(context.cursors.get(id, null));
  }

  /**
   * Kills the cursor with this id; the operation that has it pinned is killed with {@link KillCode#CURSOR_KILLED}.
   *
   * @return false if there is no such cursor or it was killed or closed before
   */
  public boolean killCursor(final long id, final String reason, final String by) {
    requireOpen();
    final LiveCursor cursor = context.cursors.get(id, null);
    return cursor != null && cursor.killWithUser(reason, by);
  }

  // ---- kills

  /** Kills the sessions' work that meets any of the patterns; no pattern at all is every session. */
  public KillReport kill(final KillPattern... patterns) {
    return kill(KillRequest.of(patterns));
  }

  /**
   * Carries out a kill. When this returns every claim is made and every waiting victim woken; await the report to know that the
   * victims have stopped.
   */
  public KillReport kill(final KillRequest request) {
    requireOpen();
    final KillReport report = kills.kill(Objects.requireNonNull(request, "request"));
    FlightRecorder.record(report);
    if (!listeners.isEmpty()) {
      tell(report);
    }
    return report;
  }

  private void tell(final KillReport report) {
    for (final KillListener listener : listeners) {
      try {
        listener.onKill(report);
      } catch (final Throwable e) { // the host's code: the others are told whatever it does
        context.report(e);
      }
    }
  }

  /** What a kill would do, without doing it. */
  public KillExplanation explain(final KillRequest request) {
    return kills.explain(Objects.requireNonNull(request, "request"));
  }

  /**
   * Core time now, as a cut-off for {@link KillRequest#startedBefore}: everything that began before this call is hit, nothing that
   * begins after it. Exact, however close together.
   */
  public long cutOff() {
    return context.clock.cutOff();
  }

  /** The cut-off for a time by the wall clock, to about a millisecond; 0 if that lies before the core's start. */
  public long cutOff(final Instant instant) {
    return Math.max(0, context.clock.at(instant));
  }

  /** Has the listener told of every kill by pattern, after its claims, on the killing thread. */
  public Registration addListener(final KillListener listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
    return () -> listeners.remove(listener);
  }

  // ---- listing and telemetry

  /** All sessions, weakly consistent and lazy: close to no memory, however many there are. */
  public Stream<SessionInfo> sessions() {
    return listing.sessions();
  }

  /** The sessions that a kill with these patterns would match, as {@link #sessions()}. */
  public Stream<SessionInfo> sessions(final KillPattern... patterns) {
    return listing.sessions(kills.matches(KillRequest.of(patterns).patterns()));
  }

  /** All running operations, weakly consistent and lazy. Gives each an id. */
  public Stream<OperationInfo> operations() {
    return listing.operations();
  }

  /** All open cursors, weakly consistent and lazy. */
  public Stream<CursorInfo> cursors() {
    return listing.cursors();
  }

  /** What was counted so far. Costs some microseconds, and those who are counted nothing. */
  public Telemetry telemetry() {
    return context.counters.snapshot(sessions.count());
  }

  // ---- background

  /**
   * The background work, for a host that runs it on a thread of its own; see {@link KillCoreBuilder#hostRunsAgent}. Without it
   * core time stands still: nothing expires, no deadline passes, no killed cursor is closed.
   */
  public Agent agent() {
    return janitor;
  }

  private void requireOpen() {
    if (context.isClosed()) {
      throw new ClosedCoreException();
    }
  }

  /**
   * Closes the core: kills every operation with {@link KillCode#INTERRUPTED_AT_SHUTDOWN}, closes every cursor, stops the background
   * thread. Does not wait for the operations. A second close does nothing.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    context.close();
    kills.killAtShutdown();
    if (runner != null) {
      runner.close();
    }
    context.closer.close();
  }
}
