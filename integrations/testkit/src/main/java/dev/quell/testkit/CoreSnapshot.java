package dev.quell.testkit;

import dev.quell.CursorInfo;
import dev.quell.KillCore;
import dev.quell.OperationInfo;
import dev.quell.SessionInfo;
import dev.quell.Uid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was in a core at one moment, to find out what was left behind since. {@link LeavesNothing} does this for each
 * test.
 *
 * <p>Immutable, so safe to share between threads. <b>Cost:</b> a walk of all sessions, operations and cursors; keeps
 * their ids.
 */
public final class CoreSnapshot {
  private static final Duration LOOK = Duration.ofMillis(1);
  /** So many frames say where an operation began. */
  private static final int FRAMES = 3;

  private final KillCore core;
  private final Set<Object> known;

  private record OperationKey(int id) {}

  private record CursorKey(long id) {}

  private record SessionKey(UUID id, Uid owner) {}

  private CoreSnapshot(final KillCore core, final Set<Object> known) {
    this.core = core;
    this.known = known;
  }

  /**
   * Notes what is in a core now.
   *
   * @param core open or closed
   * @return a new snapshot
   */
  public static CoreSnapshot of(final KillCore core) {
    final Set<Object> known =
        Stream.of(
            core.operations().map(CoreSnapshot::key),
            core.cursors().map(CoreSnapshot::key),
            core.sessions().map(CoreSnapshot::key))
            .flatMap(keys -> keys)
            .collect(Collectors.toSet());
    return new CoreSnapshot(core, known);
  }

  /** A snapshot of a core that had nothing in it. */
  static CoreSnapshot empty(final KillCore core) {
    return new CoreSnapshot(core, Set.of());
  }

  KillCore core() {
    return core;
  }

  private static Object key(final OperationInfo operation) {
    return new OperationKey(operation.id());
  }

  private static Object key(final CursorInfo cursor) {
    return new CursorKey(cursor.id());
  }

  private static Object key(final SessionInfo session) {
    return new SessionKey(session.id(), session.owner().uid());
  }

  /**
   * Describes what is in the core now and was not when this snapshot was made.
   *
   * @param kinds what to look for
   * @return a text for each, operations first; empty if there is nothing new. In a test with {@link LeavesNothing} it
   *     says where an operation began, if the core was made after {@link KillPoints#install}
   */
  public List<String> leftSince(final Collection<Kind> kinds) {
    final Set<Kind> wanted = new HashSet<>(Objects.requireNonNull(kinds, "kinds"));
    final List<String> left = new ArrayList<>();
    if (wanted.contains(Kind.OPERATIONS)) {
      core.operations().filter(one -> !known.contains(key(one))).forEach(one -> left.add(describe(one)));
    }
    if (wanted.contains(Kind.CURSORS)) {
      core.cursors().filter(one -> !known.contains(key(one))).forEach(one -> left.add(describe(one)));
    }
    if (wanted.contains(Kind.SESSIONS)) {
      core.sessions().filter(one -> !known.contains(key(one))).forEach(one -> left.add(describe(one)));
    }
    return left;
  }

  /**
   * Looks as {@link #leftSince} does, again and again until there is nothing new or the time has passed: for work that
   * ends on other threads.
   *
   * @param kinds what to look for
   * @param within how long at most; zero looks once
   * @return what was left at the last look
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public List<String> leftSince(final Collection<Kind> kinds, final Duration within) throws InterruptedException {
    final long start = System.nanoTime();
    while (true) {
      final List<String> left = leftSince(kinds);
      if (left.isEmpty() || System.nanoTime() - start >= within.toNanos()) {
        return left;
      }
      Thread.sleep(LOOK.toMillis());
    }
  }

  private String describe(final OperationInfo operation) {
    return "operation " + operation.id() + " '" + operation.description() + "'"
        + operation.sessionId().map(id -> " in session " + id).orElse("")
        + (operation.parentId().isPresent() ? ", child of " + operation.parentId().getAsInt() : "")
        + (operation.killPending() ? ", killed" : "")
        + (operation.labels().isEmpty() ? "" : ", labels " + operation.labels())
        + ", running for " + operation.running().toMillis() + " ms" + begin(operation);
  }

  private String begin(final OperationInfo operation) {
    final List<StackTraceElement> stack = Begins.of(core, operation.id());
    return stack.isEmpty() ? "" : ", begun" + Stacks.lines(stack.subList(0, Math.min(FRAMES, stack.size())));
  }

  private String describe(final CursorInfo cursor) {
    return "cursor " + cursor.id() + core.findCursor(cursor.id()).map(found -> " of " + found.resource()).orElse("")
        + cursor.sessionId().map(id -> " in session " + id).orElse("")
        + (cursor.pinned() ? ", pinned" : "")
        + (cursor.closePending() ? ", killed or closed" : "");
  }

  private static String describe(final SessionInfo session) {
    return "session " + session.id() + " of " + session.owner() + " with " + session.operations()
        + " operations and " + session.cursors() + " cursors";
  }
}
