package dev.quell;

import dev.quell.internal.Core;
import dev.quell.internal.claim.ClaimBatch;
import dev.quell.internal.claim.Run;
import dev.quell.internal.cursor.CursorImpl;
import dev.quell.internal.operation.OperationImpl;
import dev.quell.internal.services.Services;
import dev.quell.internal.telemetry.FlightRecorder;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.SleepingMillisIdleStrategy;

/**
 * Knows every session, every in-progress operation and every open cursor of a server, and kills all that match a
 * pattern in time proportional to what is matched.
 *
 * <p>What a kill promises, under any concurrency:
 *
 * <ul>
 *   <li><b>K1 complete:</b> an operation whose begin returned before the kill was called, and which has not ended when
 *       the kill returns, is killed then: its next poll says so. The same for cursors.
 *   <li><b>K2 no spill:</b> an operation that begins after the kill returned is not killed by it.
 *   <li><b>K3 no cross-talk:</b> a kill never reaches another session's work, and a stale handle is always detected.
 *   <li><b>K4 exact:</b> each operation and cursor killed is claimed by exactly one kill and counted in its report.
 *   <li><b>K5 lock-free:</b> no thread that stops anywhere keeps another from beginning, ending, polling, opening,
 *       closing, killing.
 *   <li><b>K6 no full scan:</b> the work of a kill is proportional to the sessions matched by the most selective field
 *       of each pattern. A kill of everything reads one word for each slot ever needed at once.
 *   <li><b>K7 once:</b> a cursor's resource is closed exactly once, never while it is pinned.
 *   <li><b>K8 bounded:</b> memory is bounded by what is alive: sessions, owners and roles that are gone are given
 *       back.
 *   <li><b>K9 awake:</b> an operation that blocks in one of its own waits wakes at once when it is killed.
 * </ul>
 *
 * <p><b>Threads:</b> all methods may be called by any thread. <b>Progress:</b> lock-free, except {@link #close}.
 * <b>Failure:</b> after the close all methods that
 * open, begin, change or kill throw {@link ClosedCoreException}; those that find, list, count or explain go on to
 * answer, for less and less. An argument that must not be null is refused with a {@link NullPointerException} that
 * names it, before anything is changed.
 *
 * <p>The behaviour is that of the MongoDB 3.6 manual for {@code killAllSessionsByPattern} and its family.
 */
public final class KillCore implements AutoCloseable {
  private static final KillRequest EVERY_SESSION = KillRequest.of();

  final Core core; // for tests too
  private final Services services;
  private final AgentRunner runner;
  private final AtomicReference<List<KillListener>> listeners = new AtomicReference<>(List.of());
  private final AtomicBoolean closed = new AtomicBoolean();

  KillCore(final KillCoreBuilder builder) {
    core = builder.newCore();
    services = core.services;
    if (builder.startsOwnThread()) {
      runner = new AgentRunner(new SleepingMillisIdleStrategy(1), this::reportFromAgent, null, core.janitor);
      AgentRunner.startOnThread(
          runner,
          task -> {
            final Thread thread = new Thread(task, core.janitor.roleName());
            thread.setDaemon(true);
            return thread;
          });
    } else {
      runner = null;
    }
  }

  /**
   * A core with the defaults of {@link KillCoreBuilder}.
   *
   * @return a new core, whose background thread runs until the core is closed
   */
  public static KillCore create() {
    return builder().build();
  }

  /**
   * What a core can be told when it is made.
   *
   * @return a new builder, in which everything has its default
   */
  public static KillCoreBuilder builder() {
    return new KillCoreBuilder();
  }

  // ---- sessions

  /**
   * The owner's session with this UUID, opened now if there is none: what a server does on every command. Notes the
   * use. When it opens a session it makes the owner hold {@code owner.roles()}; when it finds one it leaves the roles
   * alone.
   *
   * <p>Allocates nothing when the session exists.
   *
   * @param id chosen by the client, any UUID; with another owner it names another session
   * @param owner whose session it is; the {@link Owner#uid} decides
   * @return a session that was open a moment ago; another thread, the idle timeout or a limit may end it at any time
   * @throws LimitExceededException if the session would have to be opened and a limit is reached. Sessions that other
   *     threads are opening at the moment count; so of two threads that open the same session in the last free place
   *     one may be refused, and finds it when it asks again
   * @throws ClosedCoreException if the core is closed
   */
  public Session session(final UUID id, final Owner owner) {
    Objects.requireNonNull(id, "id");
    return session(id.getMostSignificantBits(), id.getLeastSignificantBits(), owner);
  }

  /**
   * {@link #session(UUID, Owner)} for hosts that have the UUID as two longs, most significant first.
   *
   * @param idHigh the UUID's most significant 64 bits
   * @param idLow the UUID's least significant 64 bits
   * @param owner whose session it is; the {@link Owner#uid} decides
   * @return a session that was open a moment ago
   * @throws LimitExceededException if the session would have to be opened and a limit is reached
   * @throws ClosedCoreException if the core is closed
   */
  public Session session(final long idHigh, final long idLow, final Owner owner) {
    requireOpen();
    return core.sessions.findOrOpen(idHigh, idLow, Objects.requireNonNull(owner, "owner"));
  }

  /**
   * Opens a session with a random UUID of version 4: what {@code startSession} does.
   *
   * @param owner whose session it becomes; made to hold {@code owner.roles()}
   * @return the new session
   * @throws LimitExceededException if a limit is reached
   * @throws ClosedCoreException if the core is closed
   */
  public Session startSession(final Owner owner) {
    return session(services.ids.nextUuid(), owner);
  }

  /**
   * The owner's session with this UUID, if there is one. Does not note a use.
   *
   * @param id the UUID that the client chose
   * @param uid whose session is meant; one with the same UUID that belongs to somebody else is not found
   * @return empty if there is none, or no longer: it has ended, expired, or the core is closed
   */
  public Optional<Session> findSession(final UUID id, final Uid uid) {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(uid, "uid");
    return core.sessions.find(id.getMostSignificantBits(), id.getLeastSignificantBits(), uid);
  }

  /**
   * Replaces the roles of an owner that has sessions. Kills that are called after this go by the new roles.
   *
   * <p>An {@link Owner} made before the change still says the old roles, and opening a session with it sets them again:
   * the later one wins. A host that caches owners renews them when it changes roles; one that must not let such a
   * command win at all sets {@link KillCoreBuilder#currentOwner}, which is then asked here too.
   *
   * @param owner whom to change, found by {@link Owner#uid}, with all the roles it is to hold from now on
   * @return false if the owner has no session, so that there is nothing to change
   * @throws ClosedCoreException if the core is closed
   */
  public boolean replaceRoles(final Owner owner) {
    requireOpen();
    return core.sessions.store().owners.replaceRoles(Objects.requireNonNull(owner, "owner"));
  }

  // ---- operations

  /**
   * An operation object for the host to keep and use for one run after another; it allocates nothing when it begins and
   * ends, but for its first run without a session or beside another operation in one. A closed core gives one too; to
   * begin with it is refused.
   *
   * @return a new object that is not running and can be begun in this core only
   */
  public Operation operation() {
    return new OperationImpl(core.operations);
  }

  /**
   * Begins in the owner's session with this UUID, opened now if there is none. The same as {@code session(idHigh,
   * idLow, owner).begin(operation, description)}, less one cache miss, and if the session ends in between it opens
   * another.
   *
   * @param operation from {@link #operation()} of this core, and not running
   * @param idHigh the UUID's most significant 64 bits
   * @param idLow the UUID's least significant 64 bits
   * @param owner whose session it is; the {@link Owner#uid} decides
   * @param description what listings show; may be null
   * @return {@code operation}
   * @throws LimitExceededException if the session would have to be opened and a limit is reached, or 16,384 operations
   *     run in it; the operation is not running then
   * @throws IllegalStateException if the operation is running; it runs on where it is
   * @throws IllegalArgumentException if the operation belongs to another core
   * @throws ClosedCoreException if the core is closed; the operation is not running then
   */
  public Operation begin(
      final Operation operation, final long idHigh, final long idLow, final Owner owner, final String description) {
    requireOpen();
    Objects.requireNonNull(owner, "owner");
    return core.sessions.begin(operation, idHigh, idLow, owner, description);
  }

  /**
   * Begins an operation that belongs to no session: no session kill touches it.
   *
   * @param description what listings show; may be null
   * @return a new object, running
   * @throws ClosedCoreException if the core is closed
   */
  public Operation begin(final String description) {
    requireOpen();
    return begun(new OperationImpl(core.operations), description);
  }

  /**
   * {@link #begin(String)} with a description that is made when a listing asks for it.
   *
   * @param description called by each listing, on the listing's thread; may answer null. What it throws goes to the
   *     host's error handler
   * @return a new object, running
   * @throws ClosedCoreException if the core is closed
   */
  public Operation begin(final Supplier<String> description) {
    requireOpen();
    return begun(new OperationImpl(core.operations), Objects.requireNonNull(description, "description"));
  }

  /**
   * {@link #begin(String)} with an object that the host keeps.
   *
   * @param operation from {@link #operation()} of this core, and not running
   * @param description what listings show; may be null
   * @return {@code operation}
   * @throws IllegalStateException if the operation is running; it runs on where it is
   * @throws IllegalArgumentException if the operation belongs to another core
   * @throws ClosedCoreException if the core is closed; the operation is not running then
   */
  public Operation begin(final Operation operation, final String description) {
    requireOpen();
    return begun(OperationImpl.of(operation, core.operations), description);
  }

  /**
   * {@link #begin(Operation, String)} with a description that is made when a listing asks for it.
   *
   * @param operation as there
   * @param description called by each listing, on the listing's thread; may answer null. What it throws goes to the
   *     host's error handler
   * @return {@code operation}
   * @throws IllegalStateException if the operation is running; it runs on where it is
   * @throws IllegalArgumentException if the operation belongs to another core
   * @throws ClosedCoreException if the core is closed; the operation is not running then
   */
  public Operation begin(final Operation operation, final Supplier<String> description) {
    requireOpen();
    return begun(OperationImpl.of(operation, core.operations), Objects.requireNonNull(description, "description"));
  }

  private static Operation begun(final OperationImpl operation, final Object description) {
    operation.beginSessionless(description);
    return operation;
  }

  /**
   * The running operation with this id, as a listing would describe it; costs a look-up. Calls the supplier of the
   * description, if it was begun with one, on this thread.
   *
   * @param id from {@link Operation#id} or a listing; any other number names no operation
   * @return empty if there is no such operation, or no longer; ids are given again only after two billion others
   */
  public Optional<OperationInfo> findOperation(final int id) {
    final Run run = core.operations.find(id);
    return run == null ? Optional.empty() : Optional.ofNullable(run.operation().describe(run));
  }

  /**
   * Kills the operation with this id, in a session or not, exempt or not.
   *
   * @param id from {@link Operation#id} or a listing; any other number names no operation
   * @param code what the victim's exception carries, positive: one of {@link KillCode} or the host's own
   * @param reason why, told to the victim; at most {@link KillRequest#MAX_TEXT_LENGTH} characters, may be empty
   * @param by who kills, told to the victim; at most {@link KillRequest#MAX_TEXT_LENGTH} characters, may be empty
   * @return whether this kill won: false if there is no such operation, or no longer, or it was killed before
   * @throws ClosedCoreException if the core is closed
   * @throws IllegalArgumentException if {@code code} is not positive, or {@code reason} or {@code by} is too long;
   *     whether or not there is such an operation
   */
  public boolean killOperation(final int id, final int code, final String reason, final String by) {
    requireOpen();
    KillCode.requireValid(code);
    requireTexts(reason, by);
    final Run run = core.operations.find(id);
    return run != null && ClaimBatch.kill(core.claims, run, code, reason, by);
  }

  // ---- cursors

  /**
   * Opens a cursor that belongs to no session; no session kill touches it, and it closes after the cursor timeout.
   *
   * @param resource what the cursor keeps open; closed exactly once, when the cursor is closed, killed or expires, and
   *     never while an operation has it pinned
   * @return the cursor, idle
   * @throws ClosedCoreException if the core is closed; the resource is left to the caller
   */
  public Cursor openCursor(final AutoCloseable resource) {
    requireOpen();
    return CursorImpl.openSessionless(core.cursors, Objects.requireNonNull(resource, "resource"));
  }

  /**
   * The open cursor with this id, pinned or idle. Allocates only the result. Does not note a use.
   *
   * @param id from {@link Cursor#id}, as the client sent it back; any other number names no cursor
   * @return empty if there is no such cursor, or no longer; one that was killed or closed while pinned is found until
   *     its unpin
   */
  public Optional<Cursor> findCursor(final long id) {
    return Optional.ofNullable(core.cursors.byId.get(id, null));
  }

  /**
   * Kills the cursor with this id; the operation that has it pinned is killed with {@link KillCode#CURSOR_KILLED}.
   *
   * @param id from {@link Cursor#id}, as the client sent it back; any other number names no cursor
   * @param reason why, told to the operation that has the cursor pinned; at most
   *     {@link KillRequest#MAX_TEXT_LENGTH} characters, may be empty
   * @param by who kills, told to that operation too; at most {@link KillRequest#MAX_TEXT_LENGTH} characters, may be
   *     empty
   * @return false if there is no such cursor or it was killed or closed before
   * @throws ClosedCoreException if the core is closed
   * @throws IllegalArgumentException if {@code reason} or {@code by} is too long; the cursor stays open then
   */
  public boolean killCursor(final long id, final String reason, final String by) {
    requireOpen();
    requireTexts(reason, by);
    final CursorImpl cursor = core.cursors.byId.get(id, null);
    return cursor != null && cursor.killWithUser(reason, by);
  }

  /** What a {@link KillRequest} refuses, a kill by id refuses too. */
  private static void requireTexts(final String reason, final String by) {
    Names.requireAtMost(reason, "reason", KillRequest.MAX_TEXT_LENGTH);
    Names.requireAtMost(by, "by", KillRequest.MAX_TEXT_LENGTH);
  }

  // ---- kills

  /**
   * Kills the work of the sessions that match one pattern: {@link #kill(KillPattern...)} without the array. The pattern
   * keeps what it is turned into, so killing by the same pattern again leaves but the report as garbage.
   *
   * @param pattern whose work to kill
   * @return what this kill did
   * @throws ClosedCoreException if the core is closed
   */
  public KillReport kill(final KillPattern pattern) {
    return kill(Objects.requireNonNull(pattern, "pattern").asRequest());
  }

  /**
   * Kills the work of the sessions that meet any of the patterns; no pattern at all is every session. The victims see
   * {@link KillCode#INTERRUPTED}, no reason and no killer.
   *
   * @param patterns whose work to kill; <b>none at all means every session's</b>
   * @return what this kill did
   * @throws ClosedCoreException if the core is closed
   * @throws NullPointerException if one of the patterns is null
   */
  public KillReport kill(final KillPattern... patterns) {
    return kill(KillRequest.of(patterns));
  }

  /**
   * Carries out a kill. When this returns every claim is made and every waiting victim woken; await the report to know
   * that the victims have stopped. Callbacks of victims ({@link Operation#onKill}) and listeners run on this thread
   * before it returns.
   *
   * @param request what to kill, what to tell the victims, and perhaps which of them are too young
   * @return what this kill did; the counts are its own
   * @throws ClosedCoreException if the core is closed; nothing was killed by this call
   */
  public KillReport kill(final KillRequest request) {
    requireOpen();
    final KillReport report = core.kills.kill(Objects.requireNonNull(request, "request"));
    FlightRecorder.record(report);
    tell(report);
    return report;
  }

  private void tell(final KillReport report) {
    for (final KillListener listener : listeners.get()) { // atomic: those that were added before the kill was called
      try {
        listener.onKill(report);
      } catch (final Throwable e) { // the host's code: the others are told whatever it does
        services.report(e);
      }
    }
  }

  /**
   * What a kill would do, without doing it. Costs what the kill would. Work goes on meanwhile, so what a kill right
   * afterwards does may differ.
   *
   * @param request the kill in question; its code, reason and killer make no difference
   * @return how the kill would go about it and what it would hit now; nothing if the core is closed
   */
  public KillExplanation explain(final KillRequest request) {
    return core.kills.explain(Objects.requireNonNull(request, "request"));
  }

  /**
   * Core time now, as a cut-off for {@link KillRequest#startedBefore}: everything that began before this call is hit,
   * nothing that begins after it. Exact, however close together.
   *
   * @return zero or more, and never less than an earlier answer; means nothing to another core
   */
  public long cutOff() {
    return services.clock.cutOff();
  }

  /**
   * The cut-off for a time by the wall clock, to about a millisecond; 0 if that lies before the core's start. It goes
   * by the wall clock as it was when the core was made: a correction of the wall clock since then is not followed.
   *
   * @param instant what began before it is to be hit; one in the future spares nothing
   * @return a core time for {@link KillRequest#startedBefore}, zero or more
   */
  public long cutOff(final Instant instant) {
    return Math.max(0, services.clock.at(Objects.requireNonNull(instant, "instant")));
  }

  /**
   * Has the listener told of every kill by pattern, after its claims, on the killing thread. Kills by id, by a deadline
   * and by the close of the core are not told. A listener that is added twice is told twice.
   *
   * @param listener told of the kills that are called from now on; what it throws goes to the host's error handler
   * @return takes back this one registration; any thread may, the listener itself too
   */
  public Registration addListener(final KillListener listener) {
    Objects.requireNonNull(listener, "listener");
    final KillListener registered = report -> listener.onKill(report); // an object of its own: it may be added twice
    // atomic: one list after the other, none lost
    listeners.updateAndGet(all -> Stream.concat(all.stream(), Stream.of(registered)).toList());
    // atomic: as above
    return () -> listeners.updateAndGet(all -> all.stream().filter(other -> other != registered).toList());
  }

  // ---- listing and telemetry

  /**
   * All sessions, weakly consistent and lazy: close to no memory, however many there are. A session that is there from
   * the start to the end of the walk is listed once; one that comes or goes meanwhile may or may not be.
   *
   * @return a sequential stream, to be used once; it needs no closing
   */
  public Stream<SessionInfo> sessions() {
    return core.listing.sessions(EVERY_SESSION);
  }

  /**
   * The sessions that a kill with these patterns would match, as {@link #sessions()}; found through the same indexes.
   *
   * @param patterns which sessions to list; an empty array means every session
   * @return a sequential stream, to be used once; a session that meets several patterns is listed once
   * @throws NullPointerException if one of the patterns is null
   */
  public Stream<SessionInfo> sessions(final KillPattern... patterns) {
    return core.listing.sessions(KillRequest.of(patterns));
  }

  /**
   * All running operations, weakly consistent and lazy. Gives each an id. Those that were killed and have not ended are
   * listed, so are those in sessions that have ended, and those without a session.
   *
   * @return a sequential stream, to be used once; the suppliers of descriptions are called by whoever pulls from it
   */
  public Stream<OperationInfo> operations() {
    return core.listing.operations();
  }

  /**
   * All open cursors, weakly consistent and lazy; those included that were killed or closed while pinned, until their
   * unpin.
   *
   * @return a sequential stream, to be used once
   */
  public Stream<CursorInfo> cursors() {
    return core.listing.cursors();
  }

  /**
   * What was counted so far. Costs some microseconds, and those who are counted nothing. A closed core still answers.
   *
   * @return a snapshot; its numbers are read one after another, so while work goes on they need not add up
   */
  public Telemetry telemetry() {
    return services.counters.snapshot(core.sessions.slots().sessions());
  }

  // ---- background

  /**
   * The background work, for a host that runs it on a thread of its own; see {@link KillCoreBuilder#hostRunsAgent}.
   * Without it core time stands still: nothing expires, no deadline passes, no killed cursor is closed.
   *
   * @return always the same agent, to be run by one thread at a time; after the close of the core there is
   *     nothing left for it to do
   * @throws IllegalStateException if the core was not built with {@code hostRunsAgent}: its own thread runs it
   */
  public Agent agent() {
    if (runner != null) {
      throw new IllegalStateException("the core runs its agent itself: it was not built with hostRunsAgent");
    }
    return core.janitor;
  }

  private void reportFromAgent(final Throwable error) {
    if (!(error instanceof AgentTerminationException)) { // that is how the agent ends when the core is closed
      services.report(error);
    }
  }

  private void requireOpen() {
    if (services.isClosed()) {
      throw new ClosedCoreException();
    }
  }

  /**
   * Closes the core: kills every operation with {@link KillCode#INTERRUPTED_AT_SHUTDOWN}, exempt or not and in a
   * session or not, closes every cursor, ends every session, stops the background thread. Does not wait for the
   * operations; a pinned cursor is left to its unpin. Waits for the background thread, and up to a second for the
   * resources of cursors to be closed. A second close does nothing, and does not wait for the first.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) { // atomic: one close does it
      return;
    }
    services.close();
    core.kills.killAtShutdown();
    if (runner != null) {
      core.janitor.stop(); // enough if this is the agent's thread, called back by it: that cannot wait for itself
      if (runner.thread() != Thread.currentThread()) {
        final boolean interrupted = Thread.interrupted(); // the runner would complain, and not wait
        runner.close();
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
    core.cursors.closer.close();
  }
}
