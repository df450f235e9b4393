package dev.quell;

import dev.quell.internal.Core;
import dev.quell.internal.claim.ClaimBatch;
import dev.quell.internal.claim.Run;
import dev.quell.internal.cursor.CursorImpl;
import dev.quell.internal.operation.HostOperation;
import dev.quell.internal.services.Services;
import dev.quell.internal.telemetry.FlightRecorder;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Knows every session, every operation in progress and every open cursor of a server, and kills those that match a
 * pattern. A kill takes time in proportion to what it matches.
 *
 * <p>What a kill promises, under any concurrency:
 *
 * <ul>
 *   <li><b>K1 complete:</b> a kill reaches every matching operation whose begin returned before the kill was called,
 *       and that has not ended when the kill returns. Its next poll says so. The same holds for cursors.
 *   <li><b>K2 no spill:</b> a kill does not reach an operation that begins after the kill returned, unless that is a
 *       child of a victim: see {@link Operation#child(String)}.
 *   <li><b>K3 no cross-talk:</b> a kill never reaches the work of another session. A stale handle is always detected.
 *   <li><b>K4 exact:</b> each operation and cursor that is killed is claimed by exactly one kill, and counted in the
 *       report of that kill. A child that begins after the kill of its parent is in no report.
 *   <li><b>K5 lock-free:</b> a thread that stops anywhere keeps no other thread from beginning, ending, polling,
 *       opening, closing or killing.
 *   <li><b>K6 no full scan:</b> the work of a kill is proportional to the sessions that the most selective field of
 *       each pattern matches. A kill of everything reads one word for each slot that was ever needed at once.
 *   <li><b>K7 once:</b> the resource of a cursor is closed exactly once, and never while the cursor is pinned.
 *   <li><b>K8 bounded:</b> memory is bounded by what is alive. Sessions, owners and roles that are gone are given back.
 *   <li><b>K9 awake:</b> an operation that blocks in one of the waits of {@link Operation} wakes at once when it is
 *       killed.
 *   <li><b>K10 undelayed:</b> no code of the host runs between the claims and wakes of a kill. A callback, listener or
 *       resource that blocks delays no claim and no wake, of its own kill or of another.
 *   <li><b>K11 no standing cost:</b> what waits costs nothing while it waits. A pending deadline, an idle session and
 *       an open cursor are looked at when something happens to them or they fall due, and in a slow sweep.
 * </ul>
 *
 * <p><b>Threads:</b> any thread may call any method. <b>Progress:</b> lock-free, except {@link #close}. Code of the
 * host that a method calls, such as a listener, takes as long as it takes. <b>Failure:</b> after the close, methods
 * that open, begin, change or kill throw {@link ClosedCoreException}. Methods that find, list, count or explain still
 * work, over a shrinking set.
 *
 * <p>The behaviour is that of the MongoDB 3.6 manual for {@code killAllSessionsByPattern} and the session commands
 * around it.
 */
public final class KillCore implements AutoCloseable {
  private static final KillRequest EVERY_SESSION = KillRequest.of();

  final Core core; // package-private for tests
  private final Services services;
  final @Nullable AgentRunner runner; // package-private for tests
  private final AtomicBoolean closed = new AtomicBoolean();

  KillCore(final KillCoreBuilder builder) {
    core = builder.newCore();
    services = core.services;
    FlightRecorder.prepare(core.claims.calls::later);
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
   * Makes a core with the defaults of {@link KillCoreBuilder}.
   *
   * @return a new core; its background thread runs until the core is closed
   */
  public static KillCore create() {
    return builder().build();
  }

  /**
   * Starts the configuration of a new core.
   *
   * @return a new builder, in which every setting has its default
   */
  public static KillCoreBuilder builder() {
    return new KillCoreBuilder();
  }

  // ---- sessions

  /**
   * Finds the owner's session with this UUID, or opens it. A server calls this for each command.
   *
   * <p>The call counts as a use of the session. If it opens the session, the owner holds {@code owner.roles()} from
   * then on. If it finds the session, the owner's roles stay as they are. {@link KillCoreBuilder#currentOwner} and
   * {@link Owner#ofUid} change what an opening does to the roles.
   *
   * <p><b>Cost:</b> a look-up; allocates nothing when the session exists and has its {@link Session} object. One that
   * {@link #openSession} or a begin by UUID has opened gets it the first time that it is asked for (32 bytes), and
   * keeps it until it ends.
   *
   * @param id the UUID, chosen by the client; the same UUID with another owner names another session
   * @param owner the owner of the session; its {@link Owner#uid} decides
   * @return a session that was open a moment ago; another thread, the idle timeout or a limit may end it at any time
   * @throws LimitExceededException if the session has to be opened and a limit is reached. Sessions that other threads
   *     are just opening count. So of two threads that open the same session in the last free place, one may be
   *     refused; it finds the session when it asks again
   * @throws ClosedCoreException if the core is closed
   */
  public Session session(final UUID id, final Owner owner) {
    Objects.requireNonNull(id, "id");
    return session(id.getMostSignificantBits(), id.getLeastSignificantBits(), owner);
  }

  /**
   * Finds or opens a session as {@link #session(UUID, Owner)} does, for hosts that have the UUID as two longs.
   *
   * @param idHigh the UUID's most significant 64 bits
   * @param idLow the UUID's least significant 64 bits
   * @param owner the owner of the session; its {@link Owner#uid} decides
   * @return a session that was open a moment ago
   * @throws LimitExceededException if the session has to be opened and a limit is reached
   * @throws ClosedCoreException if the core is closed
   */
  public Session session(final long idHigh, final long idLow, final Owner owner) {
    requireOpen();
    return core.sessions.findOrOpen(idHigh, idLow, Objects.requireNonNull(owner, "owner"));
  }

  /**
   * Finds or opens a session as {@link #session(UUID, Owner)} does, and labels it if it opens it. A session that exists
   * keeps its labels; {@link Session#relabel} changes them.
   *
   * @param id the UUID, chosen by the client
   * @param owner the owner of the session; its {@link Owner#uid} decides
   * @param labels what the session is labelled with from the moment it is open
   * @return a session that was open a moment ago
   * @throws LimitExceededException if the session has to be opened and a limit is reached
   * @throws ClosedCoreException if the core is closed
   */
  public Session session(final UUID id, final Owner owner, final Labels labels) {
    requireOpen();
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(owner, "owner");
    Objects.requireNonNull(labels, "labels");
    return core.sessions.findOrOpen(id.getMostSignificantBits(), id.getLeastSignificantBits(), owner, labels);
  }

  /**
   * Opens a session with a random UUID of version 4, as MongoDB's {@code startSession} does.
   *
   * @param owner the owner of the session; holds {@code owner.roles()} from then on, as with
   *     {@link #session(UUID, Owner)}
   * @return the new session
   * @throws LimitExceededException if a limit is reached
   * @throws ClosedCoreException if the core is closed
   */
  public Session startSession(final Owner owner) {
    return session(services.ids.nextUuid(), owner);
  }

  /**
   * Finds the owner's session with this UUID. Does not count as a use.
   *
   * @param id the UUID that the client chose
   * @param uid the owner of the session; a session with the same UUID and another owner is not found
   * @return the session; empty if there is none, because it never was, has ended or expired, or the core is closed
   */
  public Optional<Session> findSession(final UUID id, final Uid uid) {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(uid, "uid");
    return core.sessions.find(id.getMostSignificantBits(), id.getLeastSignificantBits(), uid);
  }

  /**
   * Opens the owner's session with this UUID unless it is open, as {@link #session(UUID, Owner)} does, but makes no
   * {@link Session} object. For hosts that name sessions by UUID. The call counts as a use of the session.
   *
   * <p>As with {@code session}, the session was open a moment ago; other threads may end it at any time, and two that
   * open it at once open one. The object is made when somebody asks for it, and stays until the session ends: {@code
   * session}, {@link #findSession}, {@link Operation#session} and {@link Cursor#session} do, and an operation
   * alongside another, a cursor or labels in the session need it.
   *
   * <p><b>Cost:</b> no object for each session; now and then a table or a list grows. A session without a {@code
   * Session} object takes 32 bytes less.
   *
   * @param idHigh the UUID's most significant 64 bits
   * @param idLow the UUID's least significant 64 bits
   * @param owner the owner of the session; its {@link Owner#uid} decides
   * @throws LimitExceededException if the session has to be opened and a limit is reached, as with {@link
   *     #session(UUID, Owner)}
   * @throws ClosedCoreException if the core is closed
   */
  public void openSession(final long idHigh, final long idLow, final Owner owner) {
    requireOpen();
    core.sessions.open(idHigh, idLow, Objects.requireNonNull(owner, "owner"));
  }

  /**
   * Ends the owner's session with this UUID as {@link Session#end} does, but makes no {@link Session} object. It ends
   * whichever session has the UUID now: a call that comes late, or twice, ends the one that was opened since. {@code
   * Session.end} never does. Of several calls at once, one ends a given session. Allocates nothing if the session has
   * no cursor.
   *
   * @param idHigh the UUID's most significant 64 bits
   * @param idLow the UUID's least significant 64 bits
   * @param uid the owner of the session; a session with the same UUID and another owner is not ended
   * @return false if there is no such session, because it never was, has ended or expired, or the core is closed
   */
  public boolean endSession(final long idHigh, final long idLow, final Uid uid) {
    return core.sessions.end(idHigh, idLow, Objects.requireNonNull(uid, "uid"));
  }

  /**
   * Replaces the roles of an owner that has sessions. Kills that are called after this return go by the new roles.
   *
   * <p>An {@link Owner} made before the change still has the old roles. Opening a session with it sets them again: the
   * later call wins. A host that keeps owners renews them when it changes roles. A host that must not let an older
   * owner win at all sets {@link KillCoreBuilder#currentOwner}; this method then asks it too.
   *
   * <p><b>Cost:</b> O(roles before and after).
   *
   * @param owner the owner to change, found by its {@link Owner#uid}, with all the roles that it holds from now on
   * @return false if the owner has no session, so that there is nothing to change
   * @throws ClosedCoreException if the core is closed
   */
  public boolean replaceRoles(final Owner owner) {
    requireOpen();
    return core.sessions.store().owners.replaceRoles(Objects.requireNonNull(owner, "owner"));
  }

  // ---- operations

  /**
   * Makes an operation object for the host to keep and to use for one run after another.
   *
   * <p><b>Cost:</b> to begin and end it allocates nothing, except on its first run without a session or alongside
   * another operation in one session.
   *
   * @return a new object that is not running; it can be begun in this core only, and not once the core is closed
   */
  public Operation operation() {
    return core.sessions.newOperation();
  }

  /**
   * Begins an operation in the owner's session with this UUID, and opens the session first if there is none.
   *
   * <p>It does the same as {@code session(idHigh, idLow, owner).begin(operation, description)} with one cache miss
   * less. If the session ends in between, this method opens another. An operation that is refused does not run, unless
   * it was running already.
   *
   * @param operation from {@link #operation()} of this core, and not running
   * @param idHigh the UUID's most significant 64 bits
   * @param idLow the UUID's least significant 64 bits
   * @param owner the owner of the session; its {@link Owner#uid} decides
   * @param description what listings show; may be null
   * @return {@code operation}
   * @throws LimitExceededException if the session has to be opened and a limit is reached, or 16,384 operations run in
   *     it
   * @throws OperationKilledException if the session ends during this call and a kill claims the operation just then
   * @throws IllegalStateException if the operation is running already; that run goes on
   * @throws IllegalArgumentException if the operation belongs to another core
   * @throws ClosedCoreException if the core is closed
   */
  public Operation begin(
      final Operation operation,
      final long idHigh,
      final long idLow,
      final Owner owner,
      final @Nullable String description) {
    requireOpen();
    Objects.requireNonNull(owner, "owner");
    return core.sessions.begin(operation, idHigh, idLow, owner, description);
  }

  /**
   * Begins an operation that belongs to no session. Of kills by pattern, only one by its own labels reaches it. As in
   * {@link Session#begin(String)}, a literal {@code null} does not compile.
   *
   * @param description what listings show; may be null
   * @return a new object, running; close it to end the run
   * @throws ClosedCoreException if the core is closed
   */
  public Operation begin(final @Nullable String description) {
    requireOpen();
    return begun(operation(), description);
  }

  /**
   * Begins as {@link #begin(String)} does, with a description that is made when a listing asks for it.
   *
   * @param description called by each listing, on the listing's thread; may return null. What it throws goes to the
   *     host's error handler
   * @return a new object, running; close it to end the run
   * @throws ClosedCoreException if the core is closed
   */
  public Operation begin(final Supplier<? extends @Nullable String> description) {
    requireOpen();
    return begun(operation(), Objects.requireNonNull(description, "description"));
  }

  /**
   * Begins as {@link #begin(String)} does, with an object that the host keeps. An operation that is refused does not
   * run, unless it was running already.
   *
   * @param operation from {@link #operation()} of this core, and not running
   * @param description what listings show; may be null
   * @return {@code operation}
   * @throws IllegalStateException if the operation is running already; that run goes on
   * @throws IllegalArgumentException if the operation belongs to another core
   * @throws ClosedCoreException if the core is closed
   */
  public Operation begin(final Operation operation, final @Nullable String description) {
    requireOpen();
    return begun(operation, description);
  }

  /**
   * Begins as {@link #begin(Operation, String)} does, and fails as it does. The description is made when a listing asks
   * for it.
   *
   * @param operation from {@link #operation()} of this core, and not running
   * @param description called by each listing, on the listing's thread; may return null. What it throws goes to the
   *     host's error handler
   * @return {@code operation}
   */
  public Operation begin(final Operation operation, final Supplier<? extends @Nullable String> description) {
    requireOpen();
    return begun(operation, Objects.requireNonNull(description, "description"));
  }

  private Operation begun(final Operation operation, final @Nullable Object description) {
    HostOperation.of(operation, core.operations).toBegin().beginSessionless(description);
    return operation;
  }

  /**
   * Describes the running operation with this id, as a listing would. If the operation was begun with a supplier of its
   * description, this calls the supplier on this thread.
   *
   * <p><b>Cost:</b> a look-up.
   *
   * @param id from {@link Operation#id} or a listing; any other number names no operation
   * @return the description; empty if there is no such operation, or no longer. An id is given again only after two
   *     billion others
   */
  public Optional<OperationInfo> findOperation(final int id) {
    final Run run = core.operations.find(id);
    return run == null ? Optional.empty() : Optional.ofNullable(run.operation().describe(run));
  }

  /**
   * Kills the run that has this id, in a session or not, exempt or not. An id names one run: after the end of that run
   * this call hits nothing, even if the same object runs again.
   *
   * <p>The callbacks of the victim ({@link Operation#onKill}) and, if this kill won, the listeners run on this thread
   * before this returns.
   *
   * @param id from {@link Operation#id} or a listing; any other number names no operation
   * @param code the code that the victim's exception carries, positive: one of {@link KillCode} or the host's own
   * @param reason why, for the victim; at most {@link KillRequest#MAX_TEXT_LENGTH} characters, may be empty
   * @param by the killer, for the victim; at most {@link KillRequest#MAX_TEXT_LENGTH} characters, may be empty
   * @return whether this kill won; false if there is no such operation, or no longer, or it was killed before
   * @throws ClosedCoreException if the core is closed
   * @throws IllegalArgumentException if {@code code} is not positive, or {@code reason} or {@code by} is too long,
   *     whether or not there is such an operation
   */
  public boolean killOperation(final int id, final int code, final String reason, final String by) {
    requireOpen();
    KillCode.requireValid(code);
    requireTexts(reason, by);
    final Run run = core.operations.find(id);
    return run != null && ClaimBatch.kill(core.claims, run, id, code, reason, by);
  }

  // ---- cursors

  /**
   * Opens a cursor that belongs to no session. Kills by pattern do not touch it. It closes after the cursor timeout.
   *
   * @param <T> what the cursor keeps open
   * @param resource what the cursor keeps open. It is closed exactly once, when the cursor is closed, killed or
   *     expires, and never while an operation has the cursor pinned
   * @return the cursor, idle
   * @throws ClosedCoreException if the core is closed; the resource is left to the caller
   */
  public <T extends AutoCloseable> Cursor<T> openCursor(final T resource) {
    requireOpen();
    return CursorImpl.openSessionless(core.cursors, Objects.requireNonNull(resource, "resource"), null);
  }

  /**
   * Finds the open cursor with this id across all owners and sessions, so never show the result to a client unchecked.
   * {@link Session#findCursor} finds the cursors of one session. Does not count as a use.
   *
   * <p><b>Cost:</b> a look-up; allocates the result only.
   *
   * @param id from {@link Cursor#id}, as the client sent it back; any other number names no cursor
   * @return the cursor, pinned or idle; empty if there is no such cursor, or no longer. A cursor that was killed or
   *     closed while pinned is found until its unpin
   */
  public Optional<Cursor<?>> findCursor(final long id) {
    return Optional.ofNullable(core.cursors.byId.get(id, null));
  }

  /**
   * Kills the cursor with this id. If an operation has it pinned, that operation is killed too, with
   * {@link KillCode#CURSOR_KILLED}. If this kill won, the listeners run on this thread before this returns.
   *
   * @param id from {@link Cursor#id}, as the client sent it back; any other number names no cursor
   * @param reason why, for the operation that has the cursor pinned; at most {@link KillRequest#MAX_TEXT_LENGTH}
   *     characters, may be empty
   * @param by the killer, for that operation; at most {@link KillRequest#MAX_TEXT_LENGTH} characters, may be empty
   * @return whether this kill won; false if there is no such cursor, or it was killed or closed before
   * @throws ClosedCoreException if the core is closed
   * @throws IllegalArgumentException if {@code reason} or {@code by} is too long; the cursor stays open then
   */
  public boolean killCursor(final long id, final String reason, final String by) {
    requireOpen();
    requireTexts(reason, by);
    final CursorImpl<?> cursor = core.cursors.byId.get(id, null);
    return cursor != null && cursor.killWithUser(reason, by);
  }

  /** Refuses for a kill by id what a {@link KillRequest} refuses. */
  private static void requireTexts(final String reason, final String by) {
    Names.requireAtMost(reason, "reason", KillRequest.MAX_TEXT_LENGTH);
    Names.requireAtMost(by, "by", KillRequest.MAX_TEXT_LENGTH);
  }

  // ---- kills

  /**
   * Kills as {@link #kill(KillRequest)} does, with a request of this pattern alone.
   *
   * <p><b>Cost:</b> a pattern keeps its compiled form, so a kill that uses it again allocates little more than the
   * report.
   *
   * @param pattern whose work to kill
   * @return what this kill did
   * @throws ClosedCoreException if the core is closed
   */
  public KillReport kill(final KillPattern pattern) {
    return kill(Objects.requireNonNull(pattern, "pattern").asRequest());
  }

  /**
   * Kills as {@link #kill(KillRequest)} does, with a request of these patterns. The victims see
   * {@link KillCode#INTERRUPTED}, no reason and no killer.
   *
   * @param patterns whose work to kill; <b>none at all means every session's</b>
   * @return what this kill did
   * @throws NullPointerException if one of the patterns is null
   * @throws ClosedCoreException if the core is closed
   */
  public KillReport kill(final KillPattern... patterns) {
    return kill(KillRequest.of(patterns));
  }

  /**
   * Kills the work of the sessions that the request matches. When this returns, every victim is claimed and every
   * victim that waits is woken. The victims may not have stopped yet; await the report to know that they have.
   *
   * <p>A kill takes three steps, each complete before the next begins. It claims every victim, wakes every victim that
   * blocks, and then calls what the host registered: callbacks of victims ({@link Operation#onKill}) and listeners, on
   * this thread before this returns. So a callback that blocks delays this return, and no claim or wake.
   *
   * <p><b>Cost:</b> in proportion to the sessions that match.
   *
   * @param request what to kill, what to say to the victims, and the cut-off if there is one
   * @return what this kill did; the counts are those of this kill alone
   * @throws ClosedCoreException if the core is closed; nothing was killed by this call
   */
  public KillReport kill(final KillRequest request) {
    requireOpen();
    return core.kills.kill(Objects.requireNonNull(request, "request"));
  }

  /**
   * Kills as {@link #kill(KillRequest)} does, and runs no code of the host on this thread: for threads that must not
   * block, as those of an event loop. When this returns, every victim is claimed, and every victim that waits in
   * {@link Operation#await await} or {@link Operation#sleep sleep} is woken. Then one task interrupts the threads that
   * are to be interrupted, calls what the victims registered and tells the listeners, in this order.
   *
   * <p><b>Cost:</b> as that of {@link #kill(KillRequest)}. The executor is used only if there is something to call.
   *
   * @param request what to kill, what to say to the victims, and the cut-off if there is one
   * @param calls runs the task. If it refuses that, the error handler is told, and threads of the core's own run it
   * @return what this kill did; the counts are those of this kill alone
   * @throws ClosedCoreException if the core is closed; nothing was killed by this call
   */
  public KillReport kill(final KillRequest request, final Executor calls) {
    requireOpen();
    return core.kills.kill(Objects.requireNonNull(request, "request"), Objects.requireNonNull(calls, "calls"));
  }

  /**
   * Says what a kill would do, without doing it. Work goes on meanwhile, so a kill right afterwards may do something
   * else.
   *
   * <p><b>Cost:</b> that of the kill.
   *
   * @param request the kill in question; its code, reason and killer make no difference
   * @return which indexes the kill would use and what it would hit now; no hits if the core is closed
   */
  public KillExplanation explain(final KillRequest request) {
    return core.kills.explain(Objects.requireNonNull(request, "request"));
  }

  /**
   * Returns the core time now, as a cut-off for {@link KillRequest#startedBefore}. A kill with it hits what began
   * before this call and spares what begins after it, however close together the two are.
   *
   * @return zero or more, and greater than what any earlier call returned; it means nothing to another core
   */
  public long cutOff() {
    return services.clock.cutOff();
  }

  /**
   * Returns the cut-off for a wall-clock time, to about a millisecond.
   *
   * <p>The core relates its own time to the wall clock once, when it is made. It does not follow corrections of the
   * wall clock after that.
   *
   * @param instant the time; a kill hits what began before it. A time in the future spares nothing that has begun
   * @return a core time for {@link KillRequest#startedBefore}; zero for a time before the core was made
   */
  public long cutOff(final Instant instant) {
    return Math.max(0, services.clock.at(Objects.requireNonNull(instant, "instant")));
  }

  /**
   * Adds a listener that is called for each kill, whatever made it happen ({@link KillTrigger}), after the claims and
   * the wakes. A listener that is added twice is called twice.
   *
   * @param listener called for each kill that is called from now on, and perhaps for one under way; what it throws goes
   *     to the host's error handler
   * @return takes back this one registration; any thread may do so, the listener itself too
   */
  public Registration addListener(final KillListener listener) {
    return core.kills.listeners.add(Objects.requireNonNull(listener, "listener"));
  }

  // ---- listing and telemetry

  /**
   * Lists all sessions, lazily and weakly consistently. A session that exists from the start to the end of the walk is
   * listed once. A session that opens or ends meanwhile may or may not be listed.
   *
   * <p><b>Cost:</b> one look at each slot; almost no memory, however many sessions there are.
   *
   * @return a sequential stream, to be used once; it needs no closing
   */
  public Stream<SessionInfo> sessions() {
    return core.listing.sessions(EVERY_SESSION);
  }

  /**
   * Lists the sessions that a kill with these patterns would match, as {@link #sessions()} does. It finds them through
   * the same indexes as the kill.
   *
   * @param patterns which sessions to list; an empty array means every session
   * @return a sequential stream, to be used once; a session that meets several patterns is listed once
   * @throws NullPointerException if one of the patterns is null
   */
  public Stream<SessionInfo> sessions(final KillPattern... patterns) {
    return core.listing.sessions(KillRequest.of(patterns));
  }

  /**
   * Lists all running operations, lazily and weakly consistently, and gives each an id. The list includes operations
   * that were killed and have not ended, operations in sessions that have ended, and operations without a session.
   *
   * @return a sequential stream, to be used once; the thread that pulls from it calls the suppliers of descriptions
   */
  public Stream<OperationInfo> operations() {
    return core.listing.operations();
  }

  /**
   * Lists the operations that a kill with these patterns would hit, as {@link #operations()} does, and so the children
   * of these operations too. It finds them through the same indexes as the kill. Operations that are exempt or that
   * were killed before are not listed.
   *
   * @param patterns whose operations to list; an empty array means those of every session
   * @return a sequential stream, to be used once; an operation that matches several patterns is listed once
   * @throws NullPointerException if one of the patterns is null
   */
  public Stream<OperationInfo> operations(final KillPattern... patterns) {
    return core.listing.operations(KillRequest.of(patterns));
  }

  /**
   * Lists all open cursors, lazily and weakly consistently. A cursor that was killed or closed while pinned is listed
   * until its unpin.
   *
   * @return a sequential stream, to be used once
   */
  public Stream<CursorInfo> cursors() {
    return core.listing.cursors();
  }

  /**
   * Lists the cursors that a kill with these patterns would hit, as {@link #cursors()} does. It finds them through the
   * same indexes as the kill. Cursors that were killed or closed while pinned are not listed.
   *
   * @param patterns whose cursors to list; an empty array means those of every session
   * @return a sequential stream, to be used once; a cursor that matches several patterns is listed once
   * @throws NullPointerException if one of the patterns is null
   */
  public Stream<CursorInfo> cursors(final KillPattern... patterns) {
    return core.listing.cursors(KillRequest.of(patterns));
  }

  /**
   * Returns what the core has counted so far, and what there is now. It works on a closed core too.
   *
   * <p><b>Cost:</b> some dozens of microseconds, and two walks of about a nanosecond a step: one word for each session,
   * and the buckets of the table of cursors, at most a million. In return, beginning, polling and ending an operation
   * pay nothing for it.
   *
   * @return a snapshot; its numbers are read one after another, so they need not add up while work goes on
   */
  public Telemetry telemetry() {
    return services.counters.snapshot(
        core.sessions.slots().sessions(),
        core.census.runningOperations(),
        core.census.openCursors(),
        core.claims.ledger.pending());
  }

  // ---- background

  /**
   * Returns the agent that does the background work, for a host that runs it itself; see
   * {@link KillCoreBuilder#hostRunsAgent}. Unless it runs, nothing expires, no deadline passes, no killed cursor is
   * closed, and only {@link Session#touch} moves core time on.
   *
   * @return always the same agent; one thread at a time may run it. After the close of the core it has nothing left to
   *     do
   * @throws IllegalStateException if the core was not built with {@code hostRunsAgent}: its own thread runs the agent
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

  /**
   * Whether the core is closed, or a thread is closing it.
   *
   * @return true stays true
   */
  public boolean isClosed() {
    return services.isClosed();
  }

  private void requireOpen() {
    if (services.isClosed()) {
      throw new ClosedCoreException();
    }
  }

  /**
   * Closes the core. It kills every operation with {@link KillCode#INTERRUPTED_AT_SHUTDOWN}, exempt or not and in a
   * session or not. It closes every cursor, ends every session and stops the background thread.
   *
   * <p>It does not wait for operations, and a pinned cursor closes at its unpin. It does wait for the background
   * thread, and up to a second each for callbacks that are due and for the resources of cursors to be closed. A second
   * close does nothing, and does not wait for the first. Listeners are told last, on this thread.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) { // atomic: only the first close goes on
      return;
    }
    services.close();
    final KillReport report = core.kills.killAtShutdown();
    if (runner != null) {
      core.janitor.stop(); // enough on the agent's own thread, which cannot wait for itself
      if (runner.thread() != Thread.currentThread()) {
        final boolean interrupted = Thread.interrupted(); // else the runner would complain and not wait
        runner.close();
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
    core.claims.calls.close();
    core.cursors.closer.close();
    if (report != null) {
      core.kills.tell(report); // last: a listener that blocks leaves nothing undone
    }
  }
}
