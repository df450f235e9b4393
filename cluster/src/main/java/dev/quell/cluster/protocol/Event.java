package dev.quell.cluster.protocol;

import dev.quell.KillRequest;
import java.util.List;

/** What the state machine tells the host. Durations are in nanoseconds of the own clock. */
public sealed interface Event {

  /**
   * All that could be heard of was caught up with (C2): {@code join} may return. Told once.
   *
   * @param alone nobody was there; the search goes on
   */
  record Joined(boolean alone) implements Event {}

  /**
   * A kill may return to its caller. Told once for each {@link ClusterProtocol#kill}, at its deadline at the latest.
   *
   * @param members all that were known at the call, the caller itself first
   */
  record KillReturns(EntryId kill, List<MemberOutcome> members) implements Event {
    public KillReturns {
      members = List.copyOf(members);
    }
  }

  /**
   * A member that had not answered when the kill returned has answered or is gone, or, if it is still unanswered, the
   * kill has left the log and nobody waits any more.
   *
   * @param all whether it was the last: then no further such event follows
   */
  record KillGoesOn(EntryId kill, MemberOutcome member, boolean all) implements Event {}

  /**
   * A kill of another member came too late to be complete here, and was carried out with a cut-off near its call.
   *
   * @param request as it was called
   * @param ageNanos how long ago that was, at most
   */
  record LateKill(EntryId kill, KillRequest request, long ageNanos, Outcome outcome) implements Event {}

  /**
   * Entries of a member were missed and are in nobody's log any more (C5).
   *
   * @param origin whose
   * @param from the first that was missed
   * @param to the last
   * @param outcome what the kill of everything that began before them hit; nothing if the policy is to report only
   */
  record Gap(MemberId origin, long from, long to, Outcome outcome) implements Event {}

  /** A member was heard for the first time, or its name has come back as a new life. */
  record MemberNew(MemberId member) implements Event {}

  /** A member has been silent for longer than {@link Settings#silenceNanos}. Kills do not wait for it. */
  record MemberMissing(MemberId member, long silentNanos) implements Event {}

  /** A member that was missing was heard. */
  record MemberBack(MemberId member, long silentNanos) implements Event {}

  /** A member has said goodbye, its name has come back as a new life, or it was silent for as long as the log goes. */
  record MemberGone(MemberId member) implements Event {}

  /** This member has been out of touch with all others for {@link Settings#fenceAfterNanos}, or is in touch again. */
  record Fence(boolean outOfTouch) implements Event {}

  /** Another process lives under this member's name. What this one calls from now on reaches nobody reliably. */
  record NameTaken(MemberId other) implements Event {}

  /**
   * Rows of an answer to {@link ClusterProtocol#ask}.
   *
   * @param last no further page of this member follows
   */
  record Page(long ask, String member, List<Row> rows, boolean last) implements Event {
    public Page {
      rows = List.copyOf(rows);
    }
  }

  /**
   * A question is answered by all, or its time is up. Told once for each.
   *
   * @param silent who has not answered to the end
   */
  record AskReturns(long ask, List<String> silent) implements Event {
    public AskReturns {
      silent = List.copyOf(silent);
    }
  }
}
