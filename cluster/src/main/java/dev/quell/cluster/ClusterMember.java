package dev.quell.cluster;

import java.time.Duration;
import java.util.Objects;

/**
 * A member as another one sees it. Immutable.
 *
 * @param name its name
 * @param state what is known of it
 * @param silent how long ago it was last heard; zero for the member itself
 * @param behind how many kills and changes of roles that were called here it is not known to have carried out
 */
public record ClusterMember(String name, State state, Duration silent, long behind) {

  /** What is known of a member. */
  public enum State {
    /** The member that was asked. */
    SELF,
    /** It was heard just now. Kills wait for its answer. */
    IN_TOUCH,
    /** It has not been heard for a while. Kills do not wait for it. */
    MISSING
  }

  /**
   * Makes the description.
   *
   * @param name its name
   * @param state what is known of it
   * @param silent how long ago it was last heard
   * @param behind how many kills and changes of roles that were called here it is not known to have carried out
   */
  public ClusterMember {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(silent, "silent");
  }
}
