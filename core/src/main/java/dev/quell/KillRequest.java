package dev.quell;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one kill is to do: the patterns, what its victims see, and optionally what it spares in the sessions that match:
 * work that began later ({@link #startedBefore}), operations that have not run long ({@link #runningFor}), all cursors
 * ({@link #operationsOnly}) or all operations ({@link #cursorsOnly}). Immutable, so safe to share between threads and
 * to use for any number of kills.
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
  private final @Nullable Duration runningFor;
  private final boolean hitsOperations;
  private final boolean hitsCursors;
  /** The compiled patterns, made by the first kill that uses them. Racy: every value is equivalent and immutable. */
  @SuppressWarnings("unused")
  private @Nullable Object compiled;

  private KillRequest(
      final List<KillPattern> patterns,
      final String reason,
      final String by,
      final int code,
      final long cutOff,
      final @Nullable Duration runningFor,
      final boolean hitsOperations,
      final boolean hitsCursors) {
    this.patterns = patterns;
    this.reason = reason;
    this.by = by;
    this.code = code;
    this.cutOff = cutOff;
    this.runningFor = runningFor;
    this.hitsOperations = hitsOperations;
    this.hitsCursors = hitsCursors;
  }

  /** A request with these patterns and nothing else. */
  private static KillRequest plain(final List<KillPattern> patterns) {
    return new KillRequest(patterns, "", "", KillCode.INTERRUPTED, NO_CUT_OFF, null, true, true);
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
    return plain(Collections.unmodifiableList(Arrays.asList(copy)));
  }

  /** A request to kill the sessions that match this one pattern. */
  static KillRequest ofOne(final KillPattern pattern) {
    return plain(List.of(pattern));
  }

  /**
   * This request with a reason, which the victims and the report carry.
   *
   * @param reason why, at most {@link #MAX_TEXT_LENGTH} characters; empty for none
   * @return the changed request
   * @throws IllegalArgumentException if {@code reason} is too long
   */
  public KillRequest reason(final String reason) {
    return with(Names.requireAtMost(reason, "reason", MAX_TEXT_LENGTH), by, code, cutOff);
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
    return with(reason, Names.requireAtMost(killer, "killer", MAX_TEXT_LENGTH), code, cutOff);
  }

  /**
   * This request with another error code for the victims.
   *
   * @param code a positive number, one of {@link KillCode} or the host's own
   * @return the changed request
   * @throws IllegalArgumentException if {@code code} is not positive
   */
  public KillRequest code(final int code) {
    return with(reason, by, KillCode.requireValid(code), cutOff);
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
    return with(reason, by, code, coreTime);
  }

  private KillRequest with(final String newReason, final String newBy, final int newCode, final long newCutOff) {
    return new KillRequest(
        patterns, newReason, newBy, newCode, newCutOff, runningFor, hitsOperations, hitsCursors);
  }

  /**
   * This request narrowed to operations that have run for at least so long when the kill is called. Cursors are not
   * touched, as with {@link #operationsOnly}. It goes together with {@link #startedBefore}: an operation must meet
   * both.
   *
   * <p>The age is by core time, which the background agent moves on about every millisecond, and is rounded down: the
   * kill may spare an operation that has run for a millisecond longer, and never hits one that is younger by core time.
   * By core time an operation has begun when the agent last read the clock. So the kill may hit it early, by about a
   * millisecond; or, if the agent was held up when the operation began, by a pause of the collector or a lack of
   * processors, by as long as the agent was late. Children of a victim ({@link Operation#child}) die with it, whatever
   * their age.
   *
   * <p><b>Cost:</b> that of a kill with {@link #startedBefore}.
   *
   * @param least how long at least, rounded up to a millisecond; zero for any operation; replaces an earlier one
   * @return the changed request
   * @throws IllegalArgumentException if {@code least} is negative
   * @throws IllegalStateException if the request is narrowed to cursors
   */
  public KillRequest runningFor(final Duration least) {
    if (Objects.requireNonNull(least, "least").isNegative()) {
      throw new IllegalArgumentException("least must not be negative, but is " + least);
    }
    if (!hitsOperations) {
      throw contradiction();
    }
    return new KillRequest(patterns, reason, by, code, cutOff, least, true, false);
  }

  /**
   * This request narrowed to operations: cursors are not touched. A cursor that one of the victims has pinned stays
   * open too.
   *
   * @return the changed request
   * @throws IllegalStateException if the request is narrowed to cursors
   */
  public KillRequest operationsOnly() {
    if (!hitsOperations) {
      throw contradiction();
    }
    return new KillRequest(patterns, reason, by, code, cutOff, runningFor, true, false);
  }

  /**
   * This request narrowed to cursors: operations run on. So does one that has such a cursor pinned; the cursor closes
   * at its unpin.
   *
   * @return the changed request
   * @throws IllegalStateException if the request is narrowed to operations, by {@link #operationsOnly} or
   *     {@link #runningFor}
   */
  public KillRequest cursorsOnly() {
    if (!hitsCursors) {
      throw contradiction();
    }
    return new KillRequest(patterns, reason, by, code, cutOff, null, false, true);
  }

  private static IllegalStateException contradiction() {
    return new IllegalStateException("a request cannot be narrowed to operations and to cursors: it would hit nothing");
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
   * How long an operation must have run at least to be hit.
   *
   * @return the time; empty if the kill spares no operation for having begun lately
   */
  public Optional<Duration> runningFor() {
    return Optional.ofNullable(runningFor);
  }

  /**
   * Whether the kill hits operations.
   *
   * @return false if the request is narrowed to cursors
   */
  public boolean hitsOperations() {
    return hitsOperations;
  }

  /**
   * Whether the kill hits cursors.
   *
   * @return false if the request is narrowed to operations
   */
  public boolean hitsCursors() {
    return hitsCursors;
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
            && hitsOperations == that.hitsOperations
            && hitsCursors == that.hitsCursors
            && Objects.equals(runningFor, that.runningFor)
            && reason.equals(that.reason)
            && by.equals(that.by)
            && patterns.equals(that.patterns);
  }

  @Override
  public int hashCode() {
    return Objects.hash(patterns, reason, by, code, cutOff, runningFor, hitsOperations, hitsCursors);
  }

  /** Returns the patterns in the shape of MongoDB's command, then the other fields as far as they were given. */
  @Override
  public String toString() {
    return patterns.stream().map(KillPattern::toString).collect(Collectors.joining(", ", "[", "]"))
        + " code " + code
        + (hitsCursors ? "" : " operationsOnly")
        + (hitsOperations ? "" : " cursorsOnly")
        + (runningFor == null ? "" : " runningFor " + runningFor)
        + (cutOff == NO_CUT_OFF ? "" : " startedBefore " + cutOff)
        + (by.isEmpty() ? "" : " by " + by)
        + (reason.isEmpty() ? "" : ": " + reason);
  }
}
