package dev.quell.cluster;

import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.cluster.protocol.MemberOutcome;
import dev.quell.cluster.protocol.Outcome;
import java.time.Duration;
import java.util.ArrayList;
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
import org.jspecify.annotations.Nullable;

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
  private volatile List<Member> members;

  /**
   * Makes a report that knows of the own member alone.
   *
   * @param executor for what depends on the stages
   * @param async whether {@link #whenReturned} is asked for
   * @param keepAlive told when somebody wants to hear of the last answer, and so may drop the report itself
   */
  LiveReport(
      final KillRequest request,
      final KillReport local,
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
    members = List.of(of(new MemberOutcome(self, MemberOutcome.State.ANSWERED, Outcome.of(local), 0)));
  }

  /** The kill may return. */
  void returns(final List<MemberOutcome> outcomes) {
    members = outcomes.stream().map(LiveReport::of).toList();
    letGo(members.stream().noneMatch(member -> member.state() == State.UNANSWERED));
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

  /** A member that had not answered has, or is gone. */
  void goesOn(final MemberOutcome outcome, final boolean last) {
    final List<Member> changed = new ArrayList<>(members);
    changed.replaceAll(member -> member.name().equals(outcome.member()) ? of(outcome) : member);
    members = List.copyOf(changed);
    if (last) {
      completeAll();
    }
  }

  private static Member of(final MemberOutcome outcome) {
    final @Nullable Outcome known = outcome.outcome();
    final Outcome did = known == null ? Outcome.NOTHING : known;
    final State state = switch (outcome.state()) {
      case ANSWERED -> State.ANSWERED;
      case LATE -> State.LATE;
      case UNANSWERED -> State.UNANSWERED;
      case GONE -> State.GONE;
    };
    return new Member(
        outcome.member(), state, did.sessionsMatched(), did.operationsKilled(), did.cursorsKilled(),
        Duration.ofNanos(did.nanos()), Duration.ofNanos(outcome.roundTripNanos()));
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
