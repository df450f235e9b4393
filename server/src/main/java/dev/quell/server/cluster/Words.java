package dev.quell.server.cluster;

import dev.quell.cluster.ClusterEvent;

/** What happens in the cluster, for the log. */
final class Words {
  private Words() {}

  static String of(final ClusterEvent event) {
    if (event instanceof ClusterEvent.MemberJoined told) {
      return told.member() + " is a member";
    }
    if (event instanceof ClusterEvent.MemberMissing told) {
      return told.member() + " has not been heard for " + told.silent().toMillis() + " ms: kills do not wait for it";
    }
    if (event instanceof ClusterEvent.MemberBack told) {
      return told.member() + " is back after " + told.silent().toMillis() + " ms";
    }
    if (event instanceof ClusterEvent.MemberGone told) {
      return told.member() + " has left";
    }
    if (event instanceof ClusterEvent.LateKill told) {
      return "a kill of " + told.origin() + " came " + told.age().toMillis() + " ms late, and killed "
          + told.operationsKilled() + " operations and " + told.cursorsKilled() + " cursors: " + told.request();
    }
    if (event instanceof ClusterEvent.Gap told) {
      return told.missed() + " kills of " + told.origin() + " were missed for good; " + told.operationsKilled()
          + " operations and " + told.cursorsKilled() + " cursors were killed in their place";
    }
    if (event instanceof ClusterEvent.Fence told) {
      return told.outOfTouch() ? "out of touch with all other members" : "in touch again";
    }
    if (event instanceof ClusterEvent.NameTaken told) {
      return told.what() + ": stop one of the two";
    }
    if (event instanceof ClusterEvent.EventsLost told) {
      return told.events() + " events of the cluster were not logged: the log was too slow";
    }
    return event.toString();
  }
}
