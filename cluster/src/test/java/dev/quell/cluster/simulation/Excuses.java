package dev.quell.cluster.simulation;

import dev.quell.cluster.protocol.MemberId;

/**
 * What no rule can know, and the checker therefore excuses; nothing else. Both are about a machine that stood still
 * while none of its clocks showed it, {@link Plan.Stops#ONE_MACHINE_UNSEEN}.
 *
 * <ol>
 *   <li>The receiver stood between the reading of it that the message echoes and its taking the kill up. It measures
 *       the lease from that reading by its own clocks, so it cannot see that the lease is over, and cuts off as if the
 *       call had not returned. If it stood before the call, this takes a message that is on its way for longer than the
 *       lease, which is short where the timeout is.
 *   <li>The caller had not heard the receiver when it called, so nothing is known but the age of the kill; and a
 *       machine on which the kill was held stood since the call, so the age is too small.
 * </ol>
 */
final class Excuses {
  private Excuses() {}

  static boolean ofFresh(final Life receiver, final Called called) {
    final long echoed = called.entry == null ? Called.NOT_YET : receiver.echoed(called.entry);
    return receiver.machine.stoodUnseenSince(Math.min(called.takenAt, echoed));
  }

  static boolean ofLate(final Books books, final Life receiver, final Called called) {
    final MemberId known = called.known.get(receiver.machine.name);
    return (known == null || books.life(known) != receiver)
        && books.machines.stream().anyMatch(machine -> machine.stoodUnseenSince(called.takenAt));
  }
}
