package dev.quell.cluster;

import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.cluster.protocol.EntryId;
import dev.quell.cluster.protocol.MemberOutcome;
import dev.quell.cluster.protocol.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A report that goes on. The thread that drains the driver changes it; any thread reads it. */
final class LiveReport implements ClusterReport {
  private final KillRequest request;
  private final KillReport local;
  private final Executor executor;
  final long calledNanos;
  /** Completed by the driver, when the kill may return; waited for, and nothing else depends on it. */
  private final CompletableFuture<Void> returned = new CompletableFuture<>();
  /** Likewise, when every member has answered or is gone. */
  private final CompletableFuture<Void> all = new CompletableFuture<>();
  private final CompletableFuture<ClusterReport> whenReturned = new CompletableFuture<>();
  private final CompletableFuture<ClusterReport> whenAll = new CompletableFuture<>();
  private final AtomicBoolean allWanted = new AtomicBoolean();
  private final Consumer<LiveReport> keepAlive;
  private final boolean async;
  private final Outcomes outcomes; // of the driver
  private int incomplete; // of the driver: parts of which some member has not answered
  private volatile List<Member> members;

  /**
   * Makes a report that knows of the own member alone.
   *
   * @param parts how many messages the request takes
   * @param executor for what depends on the stages
   * @param async whether {@link #whenReturned} is asked for
   * @param keepAlive told when somebody wants to hear of the last answer, and so may drop the report itself
   */
  LiveReport(
      final KillRequest request,
      final KillReport local,
      final int parts,
      final String self,
      final Executor executor,
      final long calledNanos,
      final boolean async,
      final Consumer<LiveReport> keepAlive) {
    this.request = request;
    this.local = local;
    this.executor = executor;
    this.calledNanos = calledNanos;
    this.async = async;
    this.keepAlive = keepAlive;
    outcomes = new Outcomes(parts);
    incomplete = parts;
    members = List.of(
        Outcomes.memberOf(new MemberOutcome(self, MemberOutcome.State.ANSWERED, Outcome.of(local), 0)));
  }

  /**
   * A part of the kill may return.
   *
   * @return whether it was the last
   */
  boolean returns(final EntryId part, final List<MemberOutcome> told, final boolean isComplete) {
    outcomes.returned(part, told);
    incomplete -= isComplete ? 1 : 0;
    if (!outcomes.haveAllReturned()) {
      return false;
    }
    members = outcomes.members();
    letGo(incomplete == 0);
    return true;
  }

  /** This member has left: the kill returns with what it has. */
  void left() {
    letGo(false);
  }

  private void letGo(final boolean complete) {
    if (complete) {
      completeAll(); // first: the caller may look as soon as it is let go
    }
    if (returned.complete(null) && async) {
      executor.execute(() -> whenReturned.complete(this));
    }
  }

  private void completeAll() {
    all.complete(null);
    if (allWanted.get()) { // atomic: after that; whoever wants it later finds all complete
      executor.execute(() -> whenAll.complete(this));
    }
  }

  /**
   * A member that had not answered a part has, or is gone.
   *
   * @param last whether it was the last for that part
   */
  void goesOn(final EntryId part, final MemberOutcome outcome, final boolean last) {
    outcomes.goesOn(part, outcome);
    incomplete -= last ? 1 : 0;
    if (outcomes.haveAllReturned()) {
      members = outcomes.members();
      if (incomplete == 0) {
        completeAll();
      }
    }
  }

  boolean isComplete() {
    return all.isDone();
  }

  /** Waits until the kill may return. An interrupt does not end the wait, which is short. */
  void awaitReturn() {
    returned.join();
  }

  CompletionStage<ClusterReport> whenReturned() {
    return whenReturned;
  }

  @Override
  public KillRequest request() {
    return request;
  }

  @Override
  public KillReport local() {
    return local;
  }

  @Override
  public List<Member> members() {
    return members;
  }

  @Override
  public boolean await(final Duration timeout) throws InterruptedException {
    if (Objects.requireNonNull(timeout, "timeout").isNegative()) {
      throw new IllegalArgumentException("timeout is " + timeout + ": expected zero or more");
    }
    try {
      all.get(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
      return true;
    } catch (final TimeoutException e) {
      return false;
    } catch (final ExecutionException e) {
      throw new AssertionError("it is never completed with an error", e);
    }
  }

  @Override
  public CompletionStage<ClusterReport> whenAll() {
    if (allWanted.compareAndSet(false, true)) { // atomic: the first call alone
      keepAlive.accept(this);
      if (all.isDone()) {
        whenAll.complete(this); // nothing depends on it yet
      }
    }
    return whenAll;
  }

  @Override
  public String toString() {
    return "matched " + sessionsMatched() + " sessions, killed " + operationsKilled() + " operations and "
        + cursorsKilled() + " cursors on " + answered() + (unanswered().isEmpty() ? "" : ", not yet " + unanswered());
  }
}
