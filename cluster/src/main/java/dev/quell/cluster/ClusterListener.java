package dev.quell.cluster;

/** Hears what happens in a cluster. */
@FunctionalInterface
public interface ClusterListener {

  /**
   * Called for each event, one after the other, on a thread of the cluster's own. It may block; then its later events
   * wait, and neither other listeners nor kills do. Up to 10,000 wait: after that the oldest are dropped, and a
   * {@link ClusterEvent.EventsLost} in their place says how many. What it throws is logged.
   *
   * @param event what has happened
   */
  void onEvent(ClusterEvent event);
}
