package dev.quell.cluster.protocol;

import java.util.Objects;

/**
 * One life of a member.
 *
 * @param name the member's name, at most {@link #MAX_NAME_LENGTH} characters
 * @param incarnation greater for a later life of the same name
 */
public record MemberId(String name, long incarnation) implements Comparable<MemberId> {
  /** The longest name, in characters. */
  public static final int MAX_NAME_LENGTH = 256;

  public MemberId {
    Objects.requireNonNull(name, "name");
    if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
      throw new IllegalArgumentException(
          "name has " + name.length() + " characters: expected 1 to " + MAX_NAME_LENGTH);
    }
  }

  @Override
  public int compareTo(final MemberId other) {
    final int byName = name.compareTo(other.name);
    return byName != 0 ? byName : Long.compare(incarnation, other.incarnation);
  }

  @Override
  public String toString() {
    return name + "#" + incarnation;
  }
}
