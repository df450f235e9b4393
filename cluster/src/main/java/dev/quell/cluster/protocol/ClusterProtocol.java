package dev.quell.cluster.protocol;

import dev.quell.KillRequest;
import dev.quell.Owner;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The protocol of one member: it is told what happens and says what is to be done. It has no thread, clock or I/O of
 * its own. One thread at a time may call it, the <em>driver</em>; what it wants done it adds to {@code out}, in order.
 *
 * <p><b>What the driver does.</b>
 *
 * <ul>
 *   <li>For whatever happens it makes a {@link Now}, <em>after</em> that has happened, calls the method for it, and
 *       carries out what that added to {@code out}.
 *   <li>{@link #start} once, then {@link #tick} about every {@link Settings#tickNanos}, without a pause while nothing
 *       else happens.
 *   <li>{@link #received} for each message, with the name under which the engine knows its sender; {@link #hint} for
 *       each hint.
 *   <li>A call of {@code Cluster.kill}: the caller's thread first kills on its own core (C7), with the request as it
 *       is, then has the driver call {@link #kill} with what that did, and waits for {@link Event.KillReturns} with the
 *       same {@link EntryId}. A request with a cut-off is refused before that.
 *   <li>A change of roles: the caller's thread first changes its own core, then has the driver call {@link #roles}.
 *   <li>{@link Action.Apply} and {@link Action.ApplyRoles}: the driver or a thread of its choice calls the core, then
 *       the driver calls {@link #applied}. Kills may be carried out side by side.
 *   <li>{@link Action.Serve}: walk the own core for a page of rows, then {@link #served}.
 *   <li>To close: {@link #goodbye}, send what it says, then stop.
 * </ul>
 */
public final class ClusterProtocol {
  private final Own own;
  private final Inbox inbox;
  private final Calls calls;
  private final Members members;
  private final Joining joining;
  private final Asks asks;
  private final Walks walks;
  private boolean started;
  private boolean closed;

  /** @param now when the member begins; what began in its core before it is older than any mark */
  public ClusterProtocol(final Settings settings, final Now now) {
    own = new Own(settings, now);
    inbox = new Inbox(own);
    calls = new Calls(own);
    members = new Members(own, inbox, calls);
    joining = new Joining(own, members);
    asks = new Asks(own);
    walks = new Walks(own);
  }

  /** The own name and life; the life may change until {@link Event.Joined}, and seldom after. */
  public MemberId self() {
    return own.self();
  }

  /**
   * Starts to look for others: {@link Event.Joined} follows.
   *
   * @param peers names to ask, as far as they are known
   */
  public void start(final Collection<String> peers, final Now now, final List<Action> out) {
    final Turn turn = turn(now, out);
    started = true;
    joining.start(turn);
    peers.forEach(peer -> members.hint(peer, true, turn));
  }

  /** Time passes. */
  public void tick(final Now now, final List<Action> out) {
    final Turn turn = turn(now, out);
    own.marks.add(turn.at(), now.cutOff());
    members.tick(turn);
    calls.tick(turn);
    asks.tick(turn);
    walks.tick(turn);
    own.log.trim(turn, id -> calls.dropped(id, turn));
    if (started) {
      joining.look(turn);
    }
  }

  /**
   * A message has come.
   *
   * @param from the sender as the engine knows it; a message that says another one is dropped
   */
  public void received(final String from, final Message message, final Now now, final List<Action> out) {
    final Turn turn = turn(now, out);
    final Peer peer = members.heard(from, message, turn);
    if (peer == null) {
      if (message.body() instanceof Body.Superseded superseded && from.equals(message.from().name())) {
        members.superseded(superseded.incarnation(), turn);
      }
      return;
    }
    final Body body = message.body();
    if (body instanceof Body.Deliver deliver) {
      inbox.received(peer, message, deliver.deliveries(), turn);
    } else if (body instanceof Body.Answer answer) {
      calls.answered(peer, answer, turn);
    } else if (body instanceof Body.Digest digest) {
      members.digest(peer, digest, turn);
    } else if (body instanceof Body.Pull pull) {
      calls.pulled(peer, pull.wants(), turn);
    } else if (body instanceof Body.Ask ask) {
      walks.asked(peer, ask, turn);
    } else if (body instanceof Body.Reply reply) {
      asks.replied(peer, message.echo(), reply, turn);
    } else if (body instanceof Body.Goodbye goodbye) {
      members.goodbye(peer, goodbye.sequence(), turn);
    } else if (body instanceof Body.Superseded superseded) {
      members.superseded(superseded.incarnation(), turn);
    }
    if (started) {
      joining.look(turn);
    }
  }

  /** The engine thinks that a member is there, or is not. */
  public void hint(final String member, final boolean lives, final Now now, final List<Action> out) {
    members.hint(member, lives, turn(now, out));
  }

  /**
   * Whether a request is small enough for {@link #kill}, apart from the members that it will name.
   *
   * @param request any
   */
  public static boolean fits(final KillRequest request) {
    return Requests.bytesOf(request) <= Calls.MOST_REQUEST_BYTES;
  }

  /**
   * Whether an owner has few enough roles for {@link #roles}.
   *
   * @param owner any
   */
  public static boolean fits(final Owner owner) {
    return Requests.bytesOf(owner) <= Calls.MOST_REQUEST_BYTES;
  }

  /**
   * The host kills. {@link Event.KillReturns} follows, at once if nobody else is known, then
   * {@link Event.KillGoesOn} for each member that had not answered.
   *
   * @param request what to kill, without a cut-off
   * @param local what it did on the own core, where it is done already
   * @param timeoutNanos how long to wait for answers at most, zero or more
   * @throws IllegalArgumentException if the request has a cut-off or is too large, or the timeout is negative
   */
  public EntryId kill(
      final KillRequest request, final Outcome local, final long timeoutNanos, final Now now, final List<Action> out) {
    return calls.kill(request, local, timeoutNanos, turn(now, out));
  }

  /**
   * The host has replaced the roles of an owner; the others follow, in the order of this member's calls (C8).
   *
   * @throws IllegalArgumentException if the owner has too many roles
   */
  public EntryId roles(final Owner owner, final Now now, final List<Action> out) {
    return calls.roles(owner, turn(now, out));
  }

  /** What {@link Action.Apply} or {@link Action.ApplyRoles} asked for is done. */
  public void applied(final EntryId entry, final Outcome outcome, final Now now, final List<Action> out) {
    final Turn turn = turn(now, out);
    inbox.applied(entry, outcome, turn);
    if (started) {
      joining.look(turn);
    }
  }

  /**
   * Asks other members, not this one. {@link Event.Page}s follow as they come, then {@link Event.AskReturns}.
   *
   * @param members the names to ask; all known and not gone if empty. One that is not known or not in touch is silent
   * @param rows how many rows a page has at most
   * @param limit how many rows each member gives at most
   * @param timeoutNanos how long to wait at most
   * @return the number of the question
   */
  public long ask(
      final Question question,
      final Collection<String> members,
      final int rows,
      final long limit,
      final long timeoutNanos,
      final Now now,
      final List<Action> out) {
    return asks.ask(question, members, rows, limit, timeoutNanos, turn(now, out));
  }

  /**
   * A page that {@link Action.Serve} asked for.
   *
   * @param rows at most as many as were asked for
   * @param last whether nothing follows; the walk is forgotten then
   */
  public void served(
      final Action.Walk walk,
      final int page,
      final List<Row> rows,
      final boolean last,
      final Now now,
      final List<Action> out) {
    walks.served(walk, page, rows, last, turn(now, out));
  }

  /** Says goodbye. Nothing may be called afterwards but the queries. */
  public void goodbye(final Now now, final List<Action> out) {
    final Turn turn = turn(now, out);
    for (final Peer peer : own.peers.values()) {
      if (!peer.left) {
        own.send(peer.name(), new Body.Goodbye(own.sequence()), turn);
      }
    }
    closed = true;
  }

  /** The members that are known and not gone, this one included, sorted by name. */
  public List<MemberView> members(final Now now) {
    final Turn turn = own.turn(now, List.of());
    final List<MemberView> views = new ArrayList<>();
    views.add(new MemberView(own.self(), true, 0, 0));
    for (final Peer peer : own.peers.values()) {
      if (!peer.left) {
        final long last = Math.max(peer.heardAt, peer.heardByAnyone);
        views.add(
            new MemberView(
                peer.member, own.isInTouch(peer, turn), turn.steady() - last,
                own.sequence() - peer.acknowledged));
      }
    }
    views.sort(Comparator.comparing(MemberView::member));
    return views;
  }

  /** How far this member is with the entries of another, or of one of its own: all up to the result are done. */
  public long applied(final MemberId origin) {
    final OriginLog log = own.log.find(origin);
    return log == null ? 0 : log.applied();
  }

  /** The name of the next entry that {@link #kill} or {@link #roles} makes. */
  public EntryId nextEntry() {
    return new EntryId(own.self(), own.sequence() + 1);
  }

  /** What was counted so far. */
  public Counts counts() {
    return new Counts(
        calls.kills(), inbox.fresh(), inbox.late(), inbox.gaps(), own.log.entries(), own.log.bytes());
  }

  private Turn turn(final Now now, final List<Action> out) {
    if (closed) {
      throw new IllegalStateException("this member has said goodbye");
    }
    return own.turn(now, out);
  }

  /**
   * A member as this one sees it.
   *
   * @param member its life
   * @param inTouch whether it was heard within {@link Settings#silenceNanos}; true for this member
   * @param silentNanos how long ago it was heard; zero for this member
   * @param behind how many of the entries that this member has called it is not known to have applied
   */
  public record MemberView(MemberId member, boolean inTouch, long silentNanos, long behind) {}

  /**
   * Counters, and the size of the log.
   *
   * @param kills called here
   * @param appliedFresh entries of others that were applied completely
   * @param appliedLate entries of others that were applied with a cut-off near their call
   * @param gaps how often entries were missed for good
   * @param logEntries entries in the log
   * @param logBytes bytes that they take, about
   */
  public record Counts(long kills, long appliedFresh, long appliedLate, long gaps, int logEntries, long logBytes) {}
}
