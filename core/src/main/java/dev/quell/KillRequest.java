package dev.quell;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one kill is to do: the patterns, what its victims see, and optionally a cut-off that spares younger work.
 * Immutable, so safe to share between threads and to use for any number of kills.
 *
 * <p>The kill reaches every session that matches <b>any</b> of the patterns. <b>Without a pattern it reaches every
 * session</b>, as MongoDB's {@code killAllSessionsByPattern: []} does.
 */
public final class KillRequest {
  /** The longest {@link #reason()} and {@link #by()}, in characters. */
  public static final int MAX_TEXT_LENGTH = 1_000;

  private static final KillPattern[] NO_PATTERNS = {};
  private static final long NO_CUT_OFF = -1;

  private final List<KillPattern> patterns;
  private final String reason;
  private final String by;
  private final int code;
  private final long cutOff;
  /** The compiled patterns, made by the first kill that uses them. Racy: every value is equivalent and immutable. */
  @SuppressWarnings("unused")
  private @Nullable Object compiled;

  private KillRequest(
      final List<KillPattern> patterns, final String reason, final String by, final int code, final long cutOff) {
    this.patterns = patterns;
    this.reason = reason;
    this.by = by;
    this.code = code;
    this.cutOff = cutOff;
  }

  /**
   * A request to kill the sessions that match any of the patterns, with {@link KillCode#INTERRUPTED}, no reason and no
   * killer.
   *
   * @param patterns the patterns; none at all means every session
   * @return the request
   * @throws NullPointerException if one of the patterns is null
   */
  public static KillRequest of(final KillPattern... patterns) {
    return of(SortedArraySet.asList(patterns, "patterns"));
  }

  /**
   * A request as {@link #of(KillPattern...)} makes it.
   *
   * @param patterns the patterns, copied; none at all means every session
   * @return the request
   * @throws NullPointerException if one of the patterns is null
   */
  public static KillRequest of(final Collection<KillPattern> patterns) {
    Objects.requireNonNull(patterns, "patterns");
    final KillPattern[] copy = patterns.toArray(NO_PATTERNS).clone();
    for (int i = 0; i < copy.length; i++) {
      if (copy[i] == null) {
        throw new NullPointerException("patterns[" + i + "] is null: expected no null element");
      }
    }
    return new KillRequest(
        Collections.unmodifiableList(Arrays.asList(copy)), "", "", KillCode.INTERRUPTED, NO_CUT_OFF);
  }

  /** A request to kill the sessions that match this one pattern. */
  static KillRequest ofOne(final KillPattern pattern) {
    return new KillRequest(List.of(pattern), "", "", KillCode.INTERRUPTED, NO_CUT_OFF);
  }

  /**
   * This request with a reason, which the victims and the report carry.
   *
   * @param reason why, at most {@link #MAX_TEXT_LENGTH} characters; empty for none
   * @return the changed request
   * @throws IllegalArgumentException if {@code reason} is too long
   */
  public KillRequest reason(final String reason) {
    return new KillRequest(
        patterns, Names.requireAtMost(reason, "reason", MAX_TEXT_LENGTH), by, code, cutOff);
  }

  /**
   * This request with a killer, which the victims and the report carry. The name gives no rights.
   *
   * @param killer the user or part of the host that asks for the kill, at most {@link #MAX_TEXT_LENGTH} characters;
   *     empty for none
   * @return the changed request
   * @throws IllegalArgumentException if {@code killer} is too long
   */
  public KillRequest by(final String killer) {
    return new KillRequest(
        patterns, reason, Names.requireAtMost(killer, "killer", MAX_TEXT_LENGTH), code, cutOff);
  }

  /**
   * This request with another error code for the victims.
   *
   * @param code a positive number, one of {@link KillCode} or the host's own
   * @return the changed request
   * @throws IllegalArgumentException if {@code code} is not positive
   */
  public KillRequest code(final int code) {
    return new KillRequest(patterns, reason, by, KillCode.requireValid(code), cutOff);
  }

  /**
   * This request with a cut-off: the kill spares operations and cursors that did not begin before it. So a kill that
   * arrives late, or twice, does not hit what began after the decision to kill.
   *
   * <p><b>Cost:</b> such a kill may cost in proportion to the operations that run in the sessions it matches.
   *
   * @param coreTime the cut-off, from {@link KillCore#cutOff()} of the core that carries out the kill; zero or more
   * @return the changed request
   * @throws IllegalArgumentException if {@code coreTime} is negative
   */
  public KillRequest startedBefore(final long coreTime) {
    if (coreTime < 0) {
      throw new IllegalArgumentException("coreTime is " + coreTime + ": expected zero or more");
    }
    return new KillRequest(patterns, reason, by, code, coreTime);
  }

  /**
   * The patterns; a kill reaches the sessions that match one of them.
   *
   * @return an immutable list in the order given, duplicates kept; if it is empty, the kill reaches every session
   */
  public List<KillPattern> patterns() {
    return patterns;
  }

  /**
   * Why the kill is asked for.
   *
   * @return the reason; empty if none was given
   */
  public String reason() {
    return reason;
  }

  /**
   * The user or part of the host that asks for the kill.
   *
   * @return the killer; empty if none was given
   */
  public String by() {
    return by;
  }

  /**
   * The error code for the victims.
   *
   * @return a positive number; {@link KillCode#INTERRUPTED} unless another was given
   */
  public int code() {
    return code;
  }

  /**
   * The core time before which an operation or cursor must have begun to be hit.
   *
   * @return the cut-off; empty if the kill spares nothing for its age
   */
  public OptionalLong cutOff() {
    return cutOff == NO_CUT_OFF ? OptionalLong.empty() : OptionalLong.of(cutOff);
  }

  /**
   * Two requests are equal if everything they carry is equal, with the patterns in the same order. Cost: O(n) in what
   * the patterns hold.
   */
  @Override
  public boolean equals(final @Nullable Object other) {
    return this == other
        || other instanceof KillRequest that
            && code == that.code
            && cutOff == that.cutOff
            && reason.equals(that.reason)
            && by.equals(that.by)
            && patterns.equals(that.patterns);
  }

  @Override
  public int hashCode() {
    return Objects.hash(patterns, reason, by, code, cutOff);
  }

  /** Returns the patterns in the shape of MongoDB's command, then the other fields as far as they were given. */
  @Override
  public String toString() {
    return patterns.stream().map(KillPattern::toString).collect(Collectors.joining(", ", "[", "]"))
        + " code " + code
        + (cutOff == NO_CUT_OFF ? "" : " startedBefore " + cutOff)
        + (by.isEmpty() ? "" : " by " + by)
        + (reason.isEmpty() ? "" : ": " + reason);
  }
}
