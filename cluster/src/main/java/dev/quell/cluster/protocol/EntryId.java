package dev.quell.cluster.protocol;

import java.util.Objects;

/**
 * Names a kill or a change of roles, everywhere and for good.
 *
 * @param origin the member where it was called
 * @param sequence 1 for the first of that life, and so on without a gap
 */
public record EntryId(MemberId origin, long sequence) {
  public EntryId {
    Objects.requireNonNull(origin, "origin");
    if (sequence < 1) {
      throw new IllegalArgumentException("sequence is " + sequence + ": expected 1 or more");
    }
  }

  @Override
  public String toString() {
    return origin + ":" + sequence;
  }
}
