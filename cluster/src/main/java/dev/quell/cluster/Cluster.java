package dev.quell.cluster;

import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.OperationInfo;
import dev.quell.Owner;
import dev.quell.Registration;
import dev.quell.SessionInfo;
import dev.quell.cluster.ClusterException.Reason;
import dev.quell.cluster.jgroups.EngineSettings;
import dev.quell.cluster.protocol.Question;
import dev.quell.cluster.telemetry.PeriodicStatus;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

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
  private final LocalMember member;
  private final Kills kills;
  private final Questions questions;
  private final Listings listings;
  private final Views views;
  private final PeriodicStatus status;

  private Cluster(final LocalMember member) {
    this.member = member;
    kills = new Kills(member);
    questions = new Questions(member);
    listings = new Listings(member.core, questions);
    views = new Views(member, kills);
    status = Status.of(views, member.hostTasks);
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
    final LocalMember joined = LocalMember.join(builder, name);
    try {
      return new Cluster(joined);
    } catch (final RuntimeException e) {
      joined.abandon();
      throw e;
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
    member.requireOpen();
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
    member.requireOpen();
    return kills.replaceRoles(owner);
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
    this.member.requireOpen();
    if (member.equals(name())) {
      return this.member.core.killOperation(id, code, reason, by);
    }
    if (members().stream().noneMatch(known -> known.name().equals(member))) {
      throw new ClusterException(Reason.UNKNOWN_MEMBER, "there is no member " + member, null);
    }
    return questions.killOperation(member, new Question.KillOperation(id, code, reason, by));
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
    member.requireOpen();
    return listings.explain(request);
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
    member.requireOpen();
    return listings.sessions(most, patterns);
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
    member.requireOpen();
    return listings.operations(most, patterns);
  }

  /**
   * What a kill would hit on one member. Immutable.
   *
   * @param sessions sessions that match
   * @param operations operations that it would kill
   * @param cursors cursors that it would kill
   */
  public record Hits(long sessions, long operations, long cursors) {}

  // ---- members

  /**
   * The name of this member.
   *
   * @return as it was given
   */
  public String name() {
    return member.name;
  }

  /**
   * Where this member listens.
   *
   * @return address and port; never port 0
   */
  public InetSocketAddress address() {
    return member.address();
  }

  /**
   * The members that are known and not gone, this one included.
   *
   * @return a new list, sorted by name
   * @throws ClusterException if this member has left
   */
  public List<ClusterMember> members() {
    return views.members();
  }

  /**
   * What this member has counted since it joined.
   *
   * @return a snapshot
   * @throws ClusterException if this member has left
   */
  public ClusterTelemetry telemetry() {
    return views.telemetry();
  }

  /**
   * Adds a listener for what happens in the cluster.
   *
   * @param listener called for each event from now on, each listener on its own: see {@link ClusterListener#onEvent}.
   *     A listener that is added twice is called twice
   * @return takes back this one registration
   */
  public Registration addListener(final ClusterListener listener) {
    return member.hub.add(Objects.requireNonNull(listener, "listener"));
  }

  /**
   * Leaves the cluster, with a goodbye: the others do not wait for this member any more. The core goes on. A kill that
   * waits for answers returns with what it has. A second close does nothing.
   */
  @Override
  public void close() {
    if (member.beginClose()) {
      status.close();
      member.close();
    }
  }

  /** Returns the name and the address. */
  @Override
  public String toString() {
    return name() + " at " + address();
  }
}
