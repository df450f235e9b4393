package dev.quell.testkit;

import dev.quell.Operation;
import dev.quell.OperationRef;
import dev.quell.internal.operation.OperationWatch;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One run of the work: counts its points, kills at one of them, and sees what its operations do after that. */
final class WatchedRun implements OperationWatch {
  /** What differs from run to run in a description. */
  private static final Pattern NUMBERS = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|\\d{4,}");
  /** So many polls of an operation beyond those allowed are counted, to say how many there were. Then polls throw. */
  private static final int COUNTED = 1_000;

  /** An operation that runs. Its fields are guarded by it. */
  private static final class Trace {
    final OperationRef ref;
    @Nullable
    String name;
    /** Whether the host looks at such operations; known with the name. */
    boolean ignored;
    final Map<Door, Integer> atDoor = new EnumMap<>(Door.class);
    /** The last point that was passed. */
    @Nullable
    KillPoint last;
    int pollsAfterKill;
    /** Whether the operation has polled since it was killed. */
    boolean knows;
    /** When the last point was passed; null while a wait lasts, which a kill ends. */
    @Nullable
    Long since = System.nanoTime();

    Trace(final OperationRef ref) {
      this.ref = ref;
    }
  }

  private final KillPoints settings;
  private final @Nullable KillPoint target;
  private final boolean counts;
  private final Stretches stretches;
  private final Map<Operation, Trace> running = new ConcurrentHashMap<>();
  private final Map<String, Integer> names = new HashMap<>();
  private final List<KillPoint> points = new ArrayList<>();
  private final AtomicInteger passed = new AtomicInteger();
  private final AtomicBoolean fired = new AtomicBoolean();
  private final CountDownLatch never = new CountDownLatch(1);
  private final AtomicReference<@Nullable String> overrun = new AtomicReference<>();
  private final Map<String, List<StackTraceElement>> begins = new ConcurrentHashMap<>();
  private volatile List<StackTraceElement> stack = List.of();
  private volatile long progress = System.nanoTime();
  private volatile boolean cutShort;
  private volatile boolean survived;

  /** @param target where to kill; null for nowhere */
  WatchedRun(
      final KillPoints settings, final @Nullable KillPoint target, final boolean counts, final Stretches stretches) {
    this.settings = settings;
    this.target = target;
    this.counts = counts;
    this.stretches = stretches;
  }

  // ---- what it has seen

  /** The points that were met; for the run that counts. */
  List<KillPoint> points() {
    synchronized (points) {
      return List.copyOf(points);
    }
  }

  boolean hasFired() {
    return fired.get();
  }

  boolean wasCutShort() {
    return cutShort;
  }

  /** Whether the operation was not killed by what was to kill it. */
  boolean hasSurvived() {
    return survived;
  }

  /** Where it was killed. */
  List<StackTraceElement> stack() {
    return stack;
  }

  /** Where an operation was begun. */
  List<StackTraceElement> begin(final String operation) {
    return begins.getOrDefault(operation, List.of());
  }

  /** It begins, or has done a step that is no point. */
  void progresses() {
    progress = System.nanoTime();
  }

  /** Nanoseconds since a point was passed. */
  long idleNanos() {
    return System.nanoTime() - progress;
  }

  /** Which operation polled too often after its kill; null if none. */
  @Nullable
  String overrun() {
    for (final Trace trace : running.values()) {
      noteOverrun(trace);
    }
    return overrun.get();
  }

  /** Waits until all operations have ended; the names of those that have not. */
  List<String> awaitEnd(final long nanos) throws InterruptedException {
    final long start = System.nanoTime();
    while (true) {
      final Set<Operation> seen = Set.copyOf(running.keySet());
      final List<String> names = names(seen); // without the lock: it may ask the host
      final long left = nanos - (System.nanoTime() - start);
      if (names.isEmpty() || left <= 0) {
        return names;
      }
      synchronized (running) {
        if (running.keySet().containsAll(seen)) { // else one has ended meanwhile
          running.wait(1 + left / 1_000_000);
        }
      }
    }
  }

  /** The names of those of them that run and are looked at. */
  private List<String> names(final Set<Operation> operations) {
    final List<String> names = new ArrayList<>();
    for (final Operation operation : operations) {
      final Trace trace = running.get(operation);
      final String name = trace == null ? null : name(operation, trace);
      if (name != null) {
        names.add(name);
      }
    }
    return names;
  }

  /** Kills all that runs, because the work does not go on. False if nothing runs. */
  boolean cutShort() {
    cutShort = true;
    progress = System.nanoTime();
    boolean any = false;
    for (final Map.Entry<Operation, Trace> one : running.entrySet()) {
      any |= name(one.getKey(), one.getValue()) != null && kill(one.getKey());
    }
    return any;
  }

  // ---- what happens

  @Override
  public void began(final Operation operation) {
    running.put(operation, new Trace(operation.ref()));
  }

  @Override
  public void ending(final Operation operation) {
    final long now = System.nanoTime();
    final Trace trace = running.get(operation);
    if (trace == null) {
      return;
    }
    final String name = name(operation, trace);
    synchronized (trace) {
      noteOverrun(trace);
      if (name != null && target == null && !trace.ref.isKilled() && trace.since != null) {
        stretches.note(name, trace.last, null, now - trace.since);
      }
    }
    synchronized (running) {
      running.remove(operation, trace);
      running.notifyAll();
    }
  }

  @Override
  public void waited(final Operation operation) {
    final Trace trace = running.get(operation);
    if (trace != null) {
      synchronized (trace) {
        trace.since = System.nanoTime();
      }
    }
  }

  @Override
  public void at(final Operation operation, final Door door) {
    final long now = System.nanoTime();
    final Trace trace = running.get(operation);
    if (trace == null) {
      return;
    }
    final boolean shows = door != Door.REGISTERED && door != Door.CHILD;
    final KillPoint point;
    final boolean here;
    final boolean killed;
    final String name = name(operation, trace); // before the lock: it may ask the host
    if (name == null) {
      return;
    }
    progress = now;
    endIfEndless(passed.incrementAndGet());
    int pollsAfterKill = 0;
    synchronized (trace) {
      point = new KillPoint(name, trace.atDoor.merge(door, 1, Integer::sum), KillPoint.Door.valueOf(door.name()));
      killed = trace.ref.isKilled();
      if (killed && trace.knows && shows && door != Door.BLOCKED) {
        pollsAfterKill = ++trace.pollsAfterKill;
      }
      if (!killed && trace.since != null) {
        stretches.note(name, trace.last, point, now - trace.since);
      }
      trace.last = point;
      here = !killed && isDue(point);
      trace.knows |= (killed || here) && shows;
    }
    if (killed) {
      refuse(pollsAfterKill); // without the lock: it may keep the thread
      return;
    }
    if (here) {
      stack = Stacks.here();
      kill(operation);
      survived = trace.ref.isRunning() && !trace.ref.isKilled();
    }
    synchronized (trace) {
      trace.since = door == Door.BLOCKED ? null : Long.valueOf(System.nanoTime());
    }
  }

  /** Notes the point, and says whether to kill at it. */
  private boolean isDue(final KillPoint point) {
    if (counts) {
      synchronized (points) {
        points.add(point);
      }
    }
    if (point.equals(target) && !fired.getAndSet(true)) {
      return true;
    }
    if (passed.get() >= settings.maxPoints) {
      cutShort = true;
    }
    return cutShort;
  }

  private boolean kill(final Operation operation) {
    try {
      settings.killer.accept(settings.core, operation);
      return true;
    } catch (final IllegalStateException e) {
      return false; // it ended meanwhile
    }
  }

  /** Ends work that goes on. If it catches even this, its thread stays here for good. */
  private void refuse(final int polls) {
    if (polls > settings.pollsAfterKill + 2 * COUNTED) {
      stay();
    }
    if (polls > settings.pollsAfterKill + COUNTED) {
      throw new StillGoing();
    }
  }

  /** Ends work that begins one operation after the other. */
  private void endIfEndless(final int points) {
    if (points > settings.maxPoints + 6L * COUNTED) {
      stay();
    }
    if (points > settings.maxPoints + 5L * COUNTED) {
      throw new StillGoing();
    }
  }

  private void stay() {
    while (never.getCount() > 0) {
      LockSupport.park(never);
    }
  }

  private void noteOverrun(final Trace trace) {
    synchronized (trace) {
      if (trace.pollsAfterKill > settings.pollsAfterKill) {
        overrun.set("'" + trace.name + "' went on " + trace.pollsAfterKill + " polls after it knew of the kill");
      }
    }
  }

  // ---- names

  /** The description of the operation, and its number among those of the same one; null if it is not looked at. */
  private @Nullable String name(final Operation operation, final Trace trace) {
    synchronized (trace) {
      if (trace.ignored || trace.name != null) {
        return trace.name;
      }
    }
    final String full = description(operation);
    final boolean ignored = !settings.only.test(full);
    final String description = NUMBERS.matcher(full).replaceAll("*");
    final String name;
    synchronized (trace) {
      trace.ignored = ignored;
      if (ignored || trace.name != null) { // another thread was faster
        return trace.name;
      }
      synchronized (names) {
        final int number = names.merge(description, 1, Integer::sum);
        name = number == 1 ? description : description + "#" + number;
      }
      trace.name = name;
    }
    if (target == null && !counts) {
      begins.put(name, Stacks.here());
    }
    return name;
  }

  private static String description(final Operation operation) {
    try {
      return operation.info().description();
    } catch (final IllegalStateException e) {
      return "?"; // it ended meanwhile
    }
  }
}
