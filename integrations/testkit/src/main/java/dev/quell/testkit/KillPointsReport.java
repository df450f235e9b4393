package dev.quell.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@link KillPoints} found. Immutable.
 *
 * @param points all points at which the work can learn of a kill, in the order in which the first run met them
 * @param killed how many of them were tried with a kill
 * @param notReached points that were to be tried, and that the work did not come to again. Work that does the same each
 *     time has none
 * @param cutShort whether the work had to be killed in the run that counts, because it did not end: its further points
 *     were not tried
 * @param faults what does not hold
 * @param longestStretch the longest time for which the work of an operation did not poll; empty if it never polls. Time
 *     in a wait does not count, since a kill ends it. Each stretch is the least of several runs
 */
public record KillPointsReport(
    List<KillPoint> points,
    int killed,
    List<KillPoint> notReached,
    boolean cutShort,
    List<Fault> faults,
    Optional<Stretch> longestStretch) {

  /**
   * Makes a report; {@link KillPoints} calls this.
   *
   * @param points all points
   * @param killed how many were tried
   * @param notReached which were not met again
   * @param cutShort whether the work did not end
   * @param faults what does not hold
   * @param longestStretch the longest time without a poll
   */
  public KillPointsReport {
    points = List.copyOf(Objects.requireNonNull(points, "points"));
    notReached = List.copyOf(Objects.requireNonNull(notReached, "notReached"));
    faults = List.copyOf(Objects.requireNonNull(faults, "faults"));
    Objects.requireNonNull(longestStretch, "longestStretch");
  }

  /**
   * Something that does not hold. Immutable.
   *
   * @param point where the work was killed; empty if it was not
   * @param stack where that is, the innermost frame of the host first; empty if it was not killed
   * @param what what does not hold
   * @param thrown what was thrown, if that is part of the fault
   */
  public record Fault(
      Optional<KillPoint> point, List<StackTraceElement> stack, String what, Optional<Throwable> thrown) {

    /**
     * Makes a fault; {@link KillPoints} calls this.
     *
     * @param point where the work was killed
     * @param stack the stack there
     * @param what what does not hold
     * @param thrown what was thrown
     */
    public Fault {
      Objects.requireNonNull(point, "point");
      stack = List.copyOf(Objects.requireNonNull(stack, "stack"));
      Objects.requireNonNull(what, "what");
      Objects.requireNonNull(thrown, "thrown");
    }

    @Override
    public String toString() {
      return point.map(at -> "killed at " + at + KillPoint.place(stack)).orElse("without a kill") + ": " + what;
    }
  }

  /**
   * A time for which the work of an operation did not poll. Immutable.
   *
   * @param length how long
   * @param from the point where it began; empty for the begin of the operation
   * @param to the point where it ended; empty for the end of the operation
   * @param operation the operation
   * @param stack where it began, the innermost frame of the host first; empty if that is not known
   */
  public record Stretch(
      Duration length,
      Optional<KillPoint> from,
      Optional<KillPoint> to,
      String operation,
      List<StackTraceElement> stack) {

    /**
     * Makes a stretch; {@link KillPoints} calls this.
     *
     * @param length how long
     * @param from the point where it began
     * @param to the point where it ended
     * @param operation the operation
     * @param stack where it began
     */
    public Stretch {
      Objects.requireNonNull(length, "length");
      Objects.requireNonNull(from, "from");
      Objects.requireNonNull(to, "to");
      Objects.requireNonNull(operation, "operation");
      stack = List.copyOf(Objects.requireNonNull(stack, "stack"));
    }

    @Override
    public String toString() {
      return length.toNanos() / 1_000 + " µs, from "
          + from.map(Object::toString).orElse("the begin of '" + operation + "'")
          + KillPoint.place(stack) + " to " + to.map(Object::toString).orElse("its end");
    }
  }

  /** The report in words. */
  @Override
  public String toString() {
    final StringBuilder text = new StringBuilder();
    text.append(points.size()).append(" points, ").append(killed).append(" tried with a kill, ")
        .append(faults.size()).append(" faults");
    faults.forEach(fault -> text.append("\n  ").append(fault));
    if (cutShort) {
      text.append("\nthe work did not end by itself: only its first points were tried");
    }
    if (!notReached.isEmpty()) {
      text.append("\nthe work is not the same each time: it did not come to ").append(notReached.size())
          .append(" points again, first to ").append(notReached.get(0));
    }
    longestStretch.ifPresent(stretch -> text.append("\nlongest stretch without a poll: ").append(stretch));
    return text.toString();
  }

  /** The first exception of a fault, as the cause of an error. */
  @Nullable
  Throwable firstThrown() {
    return faults.stream().flatMap(fault -> fault.thrown().stream()).findFirst().orElse(null);
  }
}
