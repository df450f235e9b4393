package dev.quell.cluster.protocol;

import java.util.List;
import java.util.Objects;

/**
 * A kill or change of roles, as all members keep it. Immutable.
 *
 * @param id names it
 * @param deed what it is
 * @param targets the members that the caller knew at the call, with what it had heard of each
 */
public record Entry(EntryId id, Deed deed, List<Target> targets) {
  public Entry {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(deed, "deed");
    targets = List.copyOf(targets);
  }

  /**
   * What the caller knew of a member when it called: A and, with {@code sinceNanos}, F.
   *
   * @param member the life that it knew
   * @param heard the last reading of that member that it had heard
   * @param sinceNanos how long before the call it had heard it, by its monotonic clock
   */
  public record Target(MemberId member, Reading heard, long sinceNanos) {
    public Target {
      Objects.requireNonNull(member, "member");
      Objects.requireNonNull(heard, "heard");
      if (sinceNanos < 0) {
        throw new IllegalArgumentException("sinceNanos is " + sinceNanos + ": expected zero or more");
      }
    }
  }
}
