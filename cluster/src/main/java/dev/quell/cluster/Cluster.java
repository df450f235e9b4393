package dev.quell.cluster;

import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.OperationInfo;
import dev.quell.Owner;
import dev.quell.Registration;
import dev.quell.SessionInfo;
import dev.quell.cluster.ClusterException.Reason;
import dev.quell.cluster.driver.Driver;
import dev.quell.cluster.driver.Tasks;
import dev.quell.cluster.engine.EngineException;
import dev.quell.cluster.jgroups.EngineSettings;
import dev.quell.cluster.jgroups.JGroupsEngine;
import dev.quell.cluster.protocol.ClusterProtocol;
import dev.quell.cluster.protocol.ClusterProtocol.MemberView;
import dev.quell.cluster.protocol.Event;
import dev.quell.cluster.protocol.Question;
import dev.quell.cluster.protocol.Row;
import dev.quell.cluster.telemetry.PeriodicStatus;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A core as a member of a cluster: a kill that is called on one member reaches all.
 *
 * <p>What is promised, beyond what {@link KillCore} promises on each member:
 *
 * <ul>
 *   <li><b>C1 complete:</b> on every member that the report calls answered, what had begun before the call is killed
 *       when the call returns. Every other member that is known is named in the report.
 *   <li><b>C2 caught up:</b> a member that was out of touch kills what it missed as soon as it is in touch with any
 *       other that knows of it. One that starts does so before its join returns.
 *   <li><b>C3 never younger:</b> nothing that began after the call returned is hit, however late the kill arrives. No
 *       clocks need to be synchronised.
 *   <li><b>C4 once:</b> a member carries a kill out once, and repeats its first answer.
 *   <li><b>C5 bounded:</b> kills are remembered for a day, 100,000 of them, 64 MB. A member that missed one which is
 *       forgotten is told, and kills what began before it.
 *   <li><b>C6 members only:</b> mutual TLS, or a loopback address.
 *   <li><b>C7 local first:</b> the own core is done before the call waits for anybody.
 *   <li><b>C8 in order:</b> the changes of roles and the kills of one member take effect in its order, everywhere.
 * </ul>
 *
 * <p>Sessions, operations and users are those of each member; they are not shared, only listed.
 *
 * <p><b>Threads:</b> any thread may call any method. A call that waits for others holds up no other call, and no call
 * holds up the cores. <b>Failure:</b> after the close, methods throw {@link ClusterException} with
 * {@link Reason#CLOSED}.
 */
public final class Cluster implements AutoCloseable {
  private final String name;
  private final KillCore core;
  /** For kills and questions of others. */
  private final Tasks tasks;
  /** For what hosts do with answers and events: however much of it blocks, kills have threads. */
  private final Tasks hostTasks;
  private final EventHub hub;
  private final JGroupsEngine engine;
  private final Driver driver;
  private final Kills kills;
  private final Questions questions;
  private final Pending pending = new Pending(this::left);
  private final CompletableFuture<Boolean> joined = new CompletableFuture<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private @Nullable PeriodicStatus status; // set before the member is handed out

  private Cluster(final ClusterBuilder builder, final String name) {
    this.name = name;
    core = builder.core;
    engine = Joining.open(builder, name, this::refused);
    tasks = new Tasks("quell-cluster-" + name, this::report);
    hostTasks = new Tasks("quell-cluster-" + name + " host", this::report);
    hub = new EventHub(name, hostTasks, hostTasks.serial(), this::report);
    driver = new Driver(
        core, builder.wrapEngine.apply(engine), Joining.settings(builder, name), tasks, this::take, this::report);
    final long timeout = builder.timeout.toNanos();
    kills = new Kills(name, core, driver, pending, hostTasks, timeout);
    questions = new Questions(name, driver, pending, timeout, this::left);
  }

  /**
   * Starts the configuration of a member.
   *
   * @param core the core that is to join; it goes on by itself when the member leaves, and must be closed after it
   * @return a new builder, in which every setting has its default
   */
  public static ClusterBuilder of(final KillCore core) {
    return new ClusterBuilder(core);
  }

  /**
   * Checks a name and peers, as the builder does, for hosts that read them long before they join.
   *
   * @param name as {@link ClusterBuilder#name} takes it
   * @param peers as {@link ClusterBuilder#peers} takes them
   * @throws IllegalArgumentException if one of them is not so
   */
  public static void check(final String name, final List<String> peers) {
    ClusterBuilder.checkName(name);
    checkPeers(peers);
  }

  static void checkPeers(final List<String> peers) {
    EngineSettings.checkPeers(peers);
  }

  static Cluster join(final ClusterBuilder builder, final String name) throws InterruptedException {
    final Cluster cluster = new Cluster(builder, name);
    try {
      cluster.driver.start();
      cluster.joined.get();
      cluster.engine.joined();
      cluster.status = Status.of(cluster, cluster.hostTasks);
      return cluster;
    } catch (final ExecutionException e) {
      cluster.abandon();
      if (e.getCause() instanceof EngineException refused) {
        throw Joining.typed(refused);
      }
      throw new IllegalStateException("cannot join", e.getCause());
    } catch (final InterruptedException | RuntimeException e) {
      cluster.abandon();
      if (e instanceof EngineException refused) {
        throw Joining.typed(refused);
      }
      throw e;
    }
  }

  private void abandon() {
    if (closed.compareAndSet(false, true)) { // atomic: only the first goes on
      driver.stop();
      tasks.close();
      hostTasks.close();
    }
  }

  private void refused(final EngineException refusal) {
    if (!joined.completeExceptionally(refusal)) {
      driver.submit((protocol, now, out) -> hub.nameTaken(String.valueOf(refusal.getMessage())));
    }
  }

  /** Never throws: the thread that reports goes on, also if the log cannot be written. */
  private void report(final Throwable error) {
    try {
      System.getLogger("dev.quell.cluster").log(System.Logger.Level.WARNING, name + ": " + error, error);
    } catch (final RuntimeException | Error e) {
      // there is nobody left to tell
    }
  }

  /** Takes an event of the protocol; on the thread that drains the driver. */
  private void take(final Event event) {
    if (event instanceof Event.KillReturns told) {
      final LiveReport report = pending.returns(told.kill(), told.members());
      if (report != null) {
        hub.returned(report, System.nanoTime() - report.calledNanos);
      }
    } else if (event instanceof Event.KillGoesOn told) {
      pending.goesOn(told.kill(), told.member(), told.all());
    } else if (event instanceof Event.Page told) {
      pending.page(told.ask(), told.member(), told.rows());
    } else if (event instanceof Event.AskReturns told) {
      pending.answered(told.ask(), told.silent());
    } else if (event instanceof Event.Joined told) {
      joined.complete(told.alone());
    } else {
      final boolean early = event instanceof Event.NameTaken
          && joined.completeExceptionally(
              new EngineException(EngineException.Reason.NAME_TAKEN, "another member is named " + name, null));
      if (!early) {
        hub.tell(event);
      }
    }
  }

  // ---- kills

  /**
   * Kills on every member. First on the own core, then on all others at once; returns when every member that is in
   * touch has answered, or after the timeout at the latest. A member that was not heard for three seconds is not waited
   * for. Members that have not answered kill when they hear of it, at the latest when they are back.
   *
   * <p><b>Cost:</b> the kill on the own core, and one round trip.
   *
   * @param request what to kill; without a cut-off, which would mean nothing to another core
   * @return what the kill has done so far, with the members that have not answered; it goes on
   * @throws dev.quell.ClosedCoreException if the own core is closed; nobody was killed
   * @throws ClusterException if this member has left, or with {@link Reason#TOO_LONG} if the request is longer than
   *     about half a megabyte, some thousand patterns, and cannot be divided by the ids of sessions or by owners, since
   *     its patterns are not all for one or for the other; nobody was killed
   * @throws IllegalArgumentException if the request has a cut-off; nobody was killed
   */
  public ClusterReport kill(final KillRequest request) {
    final LiveReport report = call(request, false);
    report.awaitReturn();
    return report;
  }

  /**
   * Kills as {@link #kill(KillRequest)} does, with a request of these patterns.
   *
   * @param patterns whose work to kill; <b>none at all means every session's</b>
   * @return what the kill has done so far
   * @throws NullPointerException if one of the patterns is null
   */
  public ClusterReport kill(final KillPattern... patterns) {
    return kill(KillRequest.of(patterns));
  }

  /**
   * Kills as {@link #kill(KillRequest)} does, and waits for nobody: when this returns, the own core is done.
   *
   * @param request what to kill
   * @return a stage that is complete when {@link #kill(KillRequest)} would have returned. What depends on it runs on a
   *     thread of the cluster's own, and may block
   * @throws ClusterException as {@link #kill(KillRequest)} does; nobody was killed
   * @throws IllegalArgumentException if the request has a cut-off; nobody was killed
   */
  public CompletionStage<ClusterReport> killAsync(final KillRequest request) {
    return call(request, true).whenReturned();
  }

  private LiveReport call(final KillRequest request, final boolean async) {
    requireOpen();
    return kills.call(request, async);
  }

  /**
   * Replaces the roles of an owner, here as {@link KillCore#replaceRoles} does, and on every member before any later
   * kill of this one. Waits for nobody. A member whose core asks its host ({@code currentOwner}) goes by what that
   * says.
   *
   * @param owner the owner, with all the roles that it holds from now on
   * @return whether it has a session on this member
   * @throws ClusterException if this member has left, or with {@link Reason#TOO_LONG} if the owner has too many roles;
   *     nothing has changed
   */
  public boolean replaceRoles(final Owner owner) {
    requireOpen();
    if (!ClusterProtocol.fits(Objects.requireNonNull(owner, "owner"))) {
      throw new ClusterException(Reason.TOO_LONG, "the owner has too many roles for one message", null);
    }
    final boolean known = core.replaceRoles(owner);
    driver.submit((protocol, now, out) -> protocol.roles(owner, now, out));
    return known;
  }

  /**
   * Kills one operation on one member, as {@link KillCore#killOperation} does there.
   *
   * @param member the name of the member, perhaps this one
   * @param id the id that the operation has there
   * @param code the error code for the victim, positive
   * @param reason why, or empty
   * @param by the killer, or empty
   * @return whether this kill won
   * @throws ClusterException with {@link Reason#UNKNOWN_MEMBER} if there is no such member, with
   *     {@link Reason#UNANSWERED} if it did not answer in time, or if this member has left
   */
  public boolean killOperation(
      final String member, final int id, final int code, final String reason, final String by) {
    requireOpen();
    if (member.equals(name)) {
      return core.killOperation(id, code, reason, by);
    }
    if (members().stream().noneMatch(known -> known.name().equals(member))) {
      throw new ClusterException(Reason.UNKNOWN_MEMBER, "there is no member " + member, null);
    }
    final Asking.Answers answers = questions.ask(new Question.KillOperation(id, code, reason, by), List.of(member), 1);
    if (!answers.unanswered().isEmpty()) {
      throw new ClusterException(Reason.UNANSWERED, member + " did not answer in time", null);
    }
    return answers.rows().getOrDefault(member, List.of()).stream()
        .anyMatch(row -> row instanceof Row.OfHits hits && hits.operations() > 0);
  }

  // ---- questions

  /**
   * Says what a kill would hit, on every member, without doing it.
   *
   * @param request the kill in question
   * @return one row of each member that has answered, this one first
   * @throws ClusterException if this member has left, or with {@link Reason#TOO_LONG} as
   *     {@link #kill(KillRequest)} has it
   */
  public ClusterListing<Hits> explain(final KillRequest request) {
    requireOpen();
    final var explained = core.explain(Objects.requireNonNull(request, "request"));
    final Hits own = new Hits(explained.sessions(), explained.operations(), explained.cursors());
    final List<Question> parts = Parts.of(request).stream().<Question>map(Question.Explain::new).toList();
    return Hits.sums(
        questions.list(
            parts, Integer.MAX_VALUE, Stream.of(own),
            row -> row instanceof Row.OfHits hits
                ? new Hits(hits.sessions(), hits.operations(), hits.cursors()) : null));
  }

  /**
   * Lists sessions of all members.
   *
   * @param most how many of each member at most
   * @param patterns which sessions, as {@link KillCore#sessions(KillPattern...)}; none means every session
   * @return the sessions of this member, then those of the others that answered in time
   * @throws ClusterException if this member has left
   * @throws IllegalArgumentException if {@code most} is less than 1
   */
  public ClusterListing<SessionInfo> sessions(final int most, final KillPattern... patterns) {
    requireOpen();
    requirePositive(most);
    return questions.list(
        parts(patterns, Question.Sessions::new), most, core.sessions(patterns),
        row -> row instanceof Row.OfSession session ? session.session() : null);
  }

  /**
   * Lists running operations of all members. Their {@link OperationInfo#source} is known on their own member alone.
   *
   * @param most how many of each member at most
   * @param patterns whose operations, as {@link KillCore#operations(KillPattern...)}; <b>none means all operations</b>,
   *     in sessions or not
   * @return the operations of this member, then those of the others that answered in time
   * @throws ClusterException if this member has left
   * @throws IllegalArgumentException if {@code most} is less than 1
   */
  public ClusterListing<OperationInfo> operations(final int most, final KillPattern... patterns) {
    requireOpen();
    requirePositive(most);
    return questions.list(
        parts(patterns, Question.Operations::new), most,
        patterns.length == 0 ? core.operations() : core.operations(patterns),
        row -> row instanceof Row.OfOperation operation ? operation.operation() : null);
  }

  private static void requirePositive(final int most) {
    if (most < 1) {
      throw new IllegalArgumentException("most is " + most + ": expected 1 or more");
    }
  }

  private static List<Question> parts(
      final KillPattern[] patterns, final Function<List<KillPattern>, Question> question) {
    return Parts.of(KillRequest.of(patterns)).stream().map(part -> question.apply(part.patterns())).toList();
  }

  /**
   * What a kill would hit on one member. Immutable.
   *
   * @param sessions sessions that match
   * @param operations operations that it would kill
   * @param cursors cursors that it would kill
   */
  public record Hits(long sessions, long operations, long cursors) {

    /** One row of each member. */
    private static ClusterListing<Hits> sums(final ClusterListing<Hits> parts) {
      final Map<String, Hits> sums = new LinkedHashMap<>();
      parts.rows().forEach(row -> sums.merge(row.member(), row.value(), Hits::plus));
      sums.keySet().removeAll(parts.unanswered());
      return new ClusterListing<>(
          sums.entrySet().stream().map(sum -> new ClusterListing.Row<>(sum.getKey(), sum.getValue())).toList(),
          parts.unanswered(), false);
    }

    private Hits plus(final Hits other) {
      return new Hits(sessions + other.sessions, operations + other.operations, cursors + other.cursors);
    }
  }

  // ---- members

  /**
   * The name of this member.
   *
   * @return as it was given
   */
  public String name() {
    return name;
  }

  /**
   * Where this member listens.
   *
   * @return address and port; never port 0
   */
  public InetSocketAddress address() {
    return engine.address();
  }

  /**
   * The members that are known and not gone, this one included.
   *
   * @return a new list, sorted by name
   * @throws ClusterException if this member has left
   */
  public List<ClusterMember> members() {
    requireOpen();
    return this.<List<MemberView>>query((protocol, now) -> protocol.members(now)).stream()
        .map(
            view -> new ClusterMember(
                view.member().name(), stateOf(view), Duration.ofNanos(view.silentNanos()), view.behind()))
        .toList();
  }

  private ClusterMember.State stateOf(final MemberView view) {
    if (view.member().name().equals(name)) {
      return ClusterMember.State.SELF;
    }
    return view.inTouch() ? ClusterMember.State.IN_TOUCH : ClusterMember.State.MISSING;
  }

  /**
   * What this member has counted since it joined.
   *
   * @return a snapshot
   * @throws ClusterException if this member has left
   */
  public ClusterTelemetry telemetry() {
    requireOpen();
    final long[] furtherParts = {0};
    final ClusterProtocol.Counts counts = query((protocol, now) -> {
      furtherParts[0] = kills.furtherParts();
      return protocol.counts();
    });
    return new ClusterTelemetry(
        counts.kills() - furtherParts[0], counts.appliedFresh(), counts.appliedLate(), counts.gaps(),
        counts.logEntries(),
        counts.logBytes(), driver.received.sum(), driver.malformed.sum(), driver.notSent.sum());
  }

  @FunctionalInterface
  private interface Query<T> {
    T ask(ClusterProtocol protocol, dev.quell.cluster.protocol.Now now);
  }

  private <T> T query(final Query<T> query) {
    final CompletableFuture<T> answer = new CompletableFuture<>();
    driver.submit(
        (protocol, now, out) -> answer.complete(query.ask(protocol, now)),
        () -> answer.completeExceptionally(left()));
    try {
      return answer.join();
    } catch (final CompletionException e) {
      throw left();
    }
  }

  /**
   * Adds a listener for what happens in the cluster.
   *
   * @param listener called for each event from now on, each listener on its own: see {@link ClusterListener#onEvent}.
   *     A listener that is added twice is called twice
   * @return takes back this one registration
   */
  public Registration addListener(final ClusterListener listener) {
    return hub.add(Objects.requireNonNull(listener, "listener"));
  }

  private void requireOpen() {
    if (closed.get()) {
      throw left();
    }
  }

  private ClusterException left() {
    return new ClusterException(Reason.CLOSED, name + " has left the cluster", null);
  }

  /**
   * Leaves the cluster, with a goodbye: the others do not wait for this member any more. The core goes on. A kill that
   * waits for answers returns with what it has. A second close does nothing.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) { // atomic: only the first close goes on
      if (status != null) {
        status.close();
      }
      driver.close();
      pending.leave();
      tasks.close();
      hostTasks.close();
    }
  }

  /** Returns the name and the address. */
  @Override
  public String toString() {
    return name + " at " + engine.address();
  }
}
