package dev.quell.cluster;

/** Hears what happens in a cluster. */
@FunctionalInterface
public interface ClusterListener {

  /**
   * Called for each event, one after the other, on a thread of the cluster's own. It may block; then the events after
   * it wait, and no kill does. What it throws is logged.
   *
   * @param event what has happened
   */
  void onEvent(ClusterEvent event);
}
