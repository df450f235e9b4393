package dev.quell.cluster.simulation;

import dev.quell.cluster.protocol.MemberId;

/**
 * What no rule can know, and the checker therefore excuses; nothing else. Both are about a machine that stood still
 * while none of its clocks showed it, {@link Plan.Stops#ONE_MACHINE_UNSEEN}.
 *
 * <ol>
 *   <li>The receiver stood between the call and its taking it up. It measures the lease by its own clocks, so it cannot
 *       see that the lease is over, and cuts off as if the call had not returned.
 *   <li>The caller had not heard the receiver when it called, so nothing is known but the age of the kill; and a
 *       machine on which the kill was held stood since the call, so the age is too small.
 * </ol>
 */
final class Excuses {
  private Excuses() {}

  static boolean ofFresh(final Life receiver, final Called called) {
    return receiver.machine.stoodUnseenSince(called.takenAt);
  }

  static boolean ofLate(final Books books, final Life receiver, final Called called) {
    final MemberId known = called.known.get(receiver.machine.name);
    return (known == null || books.life(known) != receiver)
        && books.machines.stream().anyMatch(machine -> machine.stoodUnseenSince(called.takenAt));
  }
}
