package dev.quell;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A report that a host has made for its tests: of a kill that took no time, and whose victims have all stopped.
 *
 * @param trigger what made it happen
 * @param target the id that was named, or empty
 * @param request what the kill was called with
 * @param sessionsMatched zero or more
 * @param operationsKilled zero or more
 * @param cursorsKilled zero or more
 */
record GivenReport(
    KillTrigger trigger,
    OptionalLong target,
    KillRequest request,
    long sessionsMatched,
    long operationsKilled,
    long cursorsKilled)
    implements KillReport {

  GivenReport {
    Objects.requireNonNull(trigger, "trigger");
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(request, "request");
    requireNotNegative(sessionsMatched, "sessionsMatched");
    requireNotNegative(operationsKilled, "operationsKilled");
    requireNotNegative(cursorsKilled, "cursorsKilled");
  }

  private static void requireNotNegative(final long number, final String name) {
    if (number < 0) {
      throw new IllegalArgumentException(name + " is " + number + ": expected zero or more");
    }
  }

  @Override
  public KillCause cause() {
    return new KillCause(request.code(), request.reason(), request.by(), 0);
  }

  @Override
  public Duration claimDuration() {
    return Duration.ZERO;
  }

  @Override
  public Duration duration() {
    return Duration.ZERO;
  }

  @Override
  public long pending() {
    return 0;
  }

  @Override
  public boolean await(final Duration timeout) {
    if (Objects.requireNonNull(timeout, "timeout").isNegative()) {
      throw new IllegalArgumentException("timeout must not be negative, but is " + timeout);
    }
    return true;
  }

  @Override
  public CompletionStage<KillReport> whenStopped() {
    return CompletableFuture.completedStage(this);
  }

  @Override
  public List<Straggler> stragglers() {
    return List.of();
  }
}
