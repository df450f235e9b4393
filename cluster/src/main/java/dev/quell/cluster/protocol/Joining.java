package dev.quell.cluster.protocol;

/**
 * When a member that starts has caught up (C2): it has heard all who may be there, and applied all that they had. If
 * nobody is there, or somebody does not answer, it goes on after a while.
 */
final class Joining {
  private final Own own;
  private final Members members;
  private boolean joined;
  private long movedAt; // when it last got on, on the steady clock
  private long sum = -1; // of what is applied

  Joining(final Own own, final Members members) {
    this.own = own;
    this.members = members;
  }

  void start(final Turn turn) {
    movedAt = turn.steady();
  }

  void look(final Turn turn) {
    if (joined) {
      return;
    }
    long applied = 0;
    boolean lacks = false;
    for (final OriginLog log : own.log.origins()) {
      applied += log.applied();
      lacks |= log.applied() < log.known;
    }
    if (sum >= 0 && applied != sum) {
      movedAt = turn.steady();
    }
    sum = applied;
    final boolean heard = members.anyDigestHeard();
    final boolean caughtUp = heard && members.allHintsHeard() && !lacks;
    if (caughtUp || turn.steady() - movedAt >= own.settings.joinNanos()) {
      joined = true;
      turn.tell(new Event.Joined(!heard));
    }
  }
}
