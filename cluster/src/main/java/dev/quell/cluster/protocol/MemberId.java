package dev.quell.cluster.protocol;

import java.util.Objects;

/**
 * One life of a member. It may have to take a greater incarnation while it lives: then it is known by several, of which
 * the last {@link #LIFE_BITS} bits are the same, and those of no other life.
 *
 * @param name the member's name, at most {@link #MAX_NAME_LENGTH} characters
 * @param incarnation greater for a later life of the same name
 */
public record MemberId(String name, long incarnation) implements Comparable<MemberId> {
  /** The longest name, in characters. */
  public static final int MAX_NAME_LENGTH = 256;
  /** How many bits of an incarnation say which life it is; they are random. */
  static final int LIFE_BITS = 20;

  public MemberId {
    Objects.requireNonNull(name, "name");
    if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
      throw new IllegalArgumentException(
          "name has " + name.length() + " characters: expected 1 to " + MAX_NAME_LENGTH);
    }
  }

  /**
   * A first incarnation.
   *
   * @param time such as that of the wall clock, in milliseconds since the epoch
   * @param random any number
   */
  static long incarnation(final long time, final long random) {
    return time << LIFE_BITS | random & mask();
  }

  private static long mask() {
    return (1L << LIFE_BITS) - 1;
  }

  /** The same life with an incarnation greater than that. */
  MemberId above(final long other) {
    return new MemberId(name, incarnation((other >> LIFE_BITS) + 1, incarnation));
  }

  /** Whether it is the same process, with the same clock. */
  boolean isSameLife(final MemberId other) {
    return name.equals(other.name) && isSameLife(other.incarnation);
  }

  /** Whether that is an incarnation of this life. */
  boolean isSameLife(final long other) {
    return ((incarnation ^ other) & mask()) == 0;
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
