package dev.quell.cluster;

import dev.quell.KillRequest;
import java.time.Duration;

/** What a member tells its host. Immutable. */
public sealed interface ClusterEvent {

  /**
   * A member was heard for the first time, or its name has come back as a new life.
   *
   * @param member its name
   */
  record MemberJoined(String member) implements ClusterEvent {}

  /**
   * A member has not been heard for three seconds. Kills go on without it, and it catches up when it is back.
   *
   * @param member its name
   * @param silent for how long
   */
  record MemberMissing(String member, Duration silent) implements ClusterEvent {}

  /**
   * A member that was missing has been heard.
   *
   * @param member its name
   * @param silent for how long it was not
   */
  record MemberBack(String member, Duration silent) implements ClusterEvent {}

  /**
   * A life of a member is over: it said goodbye, its name came back as a new life, or it was silent for a day.
   *
   * @param member its name
   */
  record MemberGone(String member) implements ClusterEvent {}

  /**
   * A kill of another member came too late to hit all that had begun when it was called, and was carried out with an
   * earlier cut-off, so that it hit nothing younger.
   *
   * @param origin the member on which it was called
   * @param request as it was called
   * @param age how long ago that was, at most
   * @param operationsKilled how many operations it killed here
   * @param cursorsKilled how many cursors it killed here
   */
  record LateKill(String origin, KillRequest request, Duration age, long operationsKilled, long cursorsKilled)
      implements ClusterEvent {}

  /**
   * Kills of a member were missed, and no log has them any more.
   *
   * @param origin whose kills
   * @param missed how many
   * @param operationsKilled how many operations were killed in their place: all that began before the last of them
   *     was called, unless the cluster was told only to report
   * @param cursorsKilled the same for cursors
   */
  record Gap(String origin, long missed, long operationsKilled, long cursorsKilled) implements ClusterEvent {}

  /**
   * This member is out of touch with all others for as long as {@link ClusterBuilder#fenceAfter} says, or is in touch
   * again. What to do about it is up to the host: it may refuse work of users whose rights it cannot check.
   *
   * @param outOfTouch true when it begins, false when it ends
   */
  record Fence(boolean outOfTouch) implements ClusterEvent {}

  /**
   * Another process lives under the name of this member. What this member calls from now on reaches nobody reliably;
   * the operator has to stop one of the two.
   *
   * @param what a sentence for the operator
   */
  record NameTaken(String what) implements ClusterEvent {}

  /**
   * The listener has blocked for so long that the oldest of what it had to hear was dropped. {@link Cluster#members}
   * says how things are; what happened is in Flight Recorder, if that was on.
   *
   * @param events how many it has not heard and will not hear
   */
  record EventsLost(long events) implements ClusterEvent {}
}
