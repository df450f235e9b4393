package dev.quell.cluster.telemetry;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The events that Flight Recorder asks for now and then: what a member has counted, and how long since it heard each of
 * the others. Nothing is registered in a process that has never recorded.
 */
public final class PeriodicStatus implements AutoCloseable {
  private static final boolean PRESENT = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  private final @Nullable AutoCloseable hooks;

  /** What was counted since the member joined. */
  public record Counted(
      long killsCalled,
      long appliedFresh,
      long appliedLate,
      long gaps,
      long logEntries,
      long logBytes,
      long messagesReceived,
      long messagesMalformed,
      long messagesNotSent) {}

  /** What is known of another member. */
  public record Heard(String other, String state, long silentNanos, long behind) {}

  /**
   * Answers from now on, until the close.
   *
   * @param member its name
   * @param counted asked on a thread of Flight Recorder; what it throws means that there is nothing to say
   * @param heard the same
   * @param executor registers the events as soon as there is a recording, which takes a while
   */
  public PeriodicStatus(
      final String member,
      final Supplier<Counted> counted,
      final Supplier<List<Heard>> heard,
      final Executor executor) {
    hooks = PRESENT ? new Hooks(member, counted, heard, executor).listen() : null;
  }

  @Override
  public void close() {
    if (hooks instanceof Hooks all) {
      all.close();
    }
  }

  /** A separate class, so that a run-time image without jdk.jfr links none of it. */
  private static final class Hooks implements jdk.jfr.FlightRecorderListener, AutoCloseable {
    private final String member;
    private final Supplier<Counted> counted;
    private final Supplier<List<Heard>> heard;
    private final Executor executor;
    private final Runnable count = this::count; // one object: that is how it is taken back
    private final Runnable hear = this::hear;
    private final AtomicBoolean registered = new AtomicBoolean();
    private volatile boolean closed;

    Hooks(
        final String member,
        final Supplier<Counted> counted,
        final Supplier<List<Heard>> heard,
        final Executor executor) {
      this.member = member;
      this.counted = counted;
      this.heard = heard;
      this.executor = executor;
    }

    AutoCloseable listen() {
      jdk.jfr.FlightRecorder.addListener(this); // calls at once if there has been a recording
      return this;
    }

    @Override
    public void recorderInitialized(final jdk.jfr.FlightRecorder recorder) {
      if (registered.compareAndSet(false, true)) { // atomic: once
        executor.execute(this::register);
      }
    }

    private void register() {
      jdk.jfr.FlightRecorder.addPeriodicEvent(ClusterStatisticsEvent.class, count);
      jdk.jfr.FlightRecorder.addPeriodicEvent(ClusterMemberHeardEvent.class, hear);
      if (closed) { // meanwhile; else the close finds them
        remove();
      }
    }

    private void remove() {
      jdk.jfr.FlightRecorder.removePeriodicEvent(count);
      jdk.jfr.FlightRecorder.removePeriodicEvent(hear);
    }

    @Override
    public void close() {
      closed = true;
      jdk.jfr.FlightRecorder.removeListener(this);
      if (registered.get()) {
        remove();
      }
    }

    private void count() {
      try {
        final Counted now = counted.get();
        final ClusterStatisticsEvent event = new ClusterStatisticsEvent();
        event.member = member;
        event.killsCalled = now.killsCalled;
        event.appliedFresh = now.appliedFresh;
        event.appliedLate = now.appliedLate;
        event.gaps = now.gaps;
        event.logEntries = now.logEntries;
        event.logBytes = now.logBytes;
        event.messagesReceived = now.messagesReceived;
        event.messagesMalformed = now.messagesMalformed;
        event.messagesNotSent = now.messagesNotSent;
        event.commit();
      } catch (final RuntimeException e) {
        // it has left just now
      }
    }

    private void hear() {
      try {
        for (final Heard each : heard.get()) {
          final ClusterMemberHeardEvent event = new ClusterMemberHeardEvent();
          event.member = member;
          event.other = each.other;
          event.state = each.state;
          event.silent = each.silentNanos;
          event.behind = each.behind;
          event.commit();
        }
      } catch (final RuntimeException e) {
        // it has left just now
      }
    }
  }
}
