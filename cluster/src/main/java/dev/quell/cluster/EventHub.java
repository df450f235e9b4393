package dev.quell.cluster;

import dev.quell.Registration;
import dev.quell.cluster.protocol.Event;
import dev.quell.cluster.protocol.MemberId;
import dev.quell.cluster.telemetry.ClusterFlightRecorder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Tells listeners and Flight Recorder, on threads of their own: each listener, and the recorder, one after another. */
final class EventHub {
  private final Executor executor;
  /** For the recorder alone: no listener holds it up. */
  private final Executor serial;
  private final Consumer<Throwable> errors;
  private final ClusterFlightRecorder recorder;
  private final List<Mailbox> listeners = new CopyOnWriteArrayList<>();

  /**
   * @param executor for listeners, which may block
   * @param serial for what does not block and goes in order
   */
  EventHub(
      final String member, final Executor executor, final Executor serial, final Consumer<Throwable> errors) {
    this.executor = executor;
    this.serial = serial;
    this.errors = errors;
    recorder = new ClusterFlightRecorder(member);
  }

  Registration add(final ClusterListener listener) {
    final Mailbox mailbox = new Mailbox(listener, executor, errors); // of this registration alone
    listeners.add(mailbox);
    return () -> {
      listeners.remove(mailbox);
      mailbox.close();
    };
  }

  /** Tells of what the protocol tells, if it is something for the host. For the thread that drains. */
  void tell(final Event event) {
    if (event instanceof Event.MemberNew told) {
      member(new ClusterEvent.MemberJoined(told.member().name()), told.member(), "new", 0);
    } else if (event instanceof Event.MemberMissing told) {
      final ClusterEvent missing = new ClusterEvent.MemberMissing(told.member().name(), nanos(told.silentNanos()));
      member(missing, told.member(), "missing", told.silentNanos());
    } else if (event instanceof Event.MemberBack told) {
      final ClusterEvent back = new ClusterEvent.MemberBack(told.member().name(), nanos(told.silentNanos()));
      member(back, told.member(), "back", told.silentNanos());
    } else if (event instanceof Event.MemberGone told) {
      member(new ClusterEvent.MemberGone(told.member().name()), told.member(), "gone", 0);
    } else if (event instanceof Event.LateKill told) {
      final String origin = told.kill().origin().name();
      final long operations = told.outcome().operationsKilled();
      final long cursors = told.outcome().cursorsKilled();
      tell(
          new ClusterEvent.LateKill(origin, told.request(), nanos(told.ageNanos()), operations, cursors),
          () -> recorder.late(origin, 0, told.ageNanos(), operations, cursors));
    } else if (event instanceof Event.Gap told) {
      final String origin = told.origin().name();
      final long missed = told.to() - told.from() + 1;
      final long operations = told.outcome().operationsKilled();
      final long cursors = told.outcome().cursorsKilled();
      tell(
          new ClusterEvent.Gap(origin, missed, operations, cursors),
          () -> recorder.late(origin, missed, 0, operations, cursors));
    } else if (event instanceof Event.Fence told) {
      tell(new ClusterEvent.Fence(told.outOfTouch()), () -> {});
    } else if (event instanceof Event.NameTaken told) {
      nameTaken("another process lives under the name of this member, " + told.other().name());
    }
  }

  /** The engine has met another of this name. For the thread that drains. */
  void nameTaken(final String what) {
    tell(new ClusterEvent.NameTaken(what), () -> {});
  }

  private void member(final ClusterEvent event, final MemberId member, final String change, final long silentNanos) {
    tell(event, () -> recorder.member(member.name(), change, silentNanos));
  }

  private void tell(final ClusterEvent event, final Runnable record) {
    if (ClusterFlightRecorder.isInUse()) {
      serial.execute(record);
    }
    listeners.forEach(listener -> listener.put(event));
  }

  /** A kill that was called here has returned. Costs next to nothing unless something has ever recorded. */
  void returned(final ClusterReport report, final long tookNanos) {
    if (ClusterFlightRecorder.isInUse()) {
      final int answered = report.answered().size();
      final List<String> unanswered = report.unanswered();
      final long operations = report.operationsKilled();
      final long cursors = report.cursorsKilled();
      serial.execute(
          () -> recorder.kill(
              report.request().by(), report.request().reason(), answered, unanswered, operations, cursors, tookNanos));
    }
  }

  private static Duration nanos(final long nanos) {
    return Duration.ofNanos(nanos);
  }
}
