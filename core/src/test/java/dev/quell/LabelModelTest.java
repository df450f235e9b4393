package dev.quell;

import static dev.quell.VirtualCore.id;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random worlds and random patterns with labels, against books that know the meaning and no index. */
class LabelModelTest {
  private static final int NAMES = 4;
  private static final int VALUES = 3;
  private static final String[] KEYS = {"app", "client", "zone"};
  private static final Duration OLD = Duration.ofMinutes(10);

  static List<Integer> seeds() {
    return IntStream.rangeClosed(1, 150).boxed().toList();
  }

  // ---- the books

  /** A session as the books have it. */
  private static final class Room {
    private final long number;
    private final Owner owner;
    private final boolean old;
    private Map<String, String> labels = Map.of();

    Room(final long number, final Owner owner, final boolean old) {
      this.number = number;
      this.owner = owner;
      this.old = old;
    }
  }

  /** An operation or cursor; without a room it has no session, or its session has ended. */
  private record Work(String name, Room room, Map<String, String> labels, boolean exempt) {}

  /** A pattern, in the words of the books: null is any. */
  private record Wanted(Long number, Integer user, Set<Integer> roles, boolean old, Map<String, String> labels) {
    boolean fields(final Room room) {
      return (number == null || number == room.number)
          && (user == null || owner(user).uid().equals(room.owner.uid()))
          && (roles == null || roles.stream().anyMatch(role -> room.owner.roles().contains(role(role))))
          && (!old || room.old);
    }

    boolean session(final Room room) {
      return fields(room) && room.labels.entrySet().containsAll(labels.entrySet());
    }

    boolean work(final Work work) {
      if (work.exempt) {
        return false;
      }
      final boolean own = !labels.isEmpty() && work.labels.entrySet().containsAll(labels.entrySet());
      if (work.room == null) {
        return own && number == null && user == null && roles == null && !old;
      }
      return session(work.room) || own && fields(work.room);
    }

    KillPattern pattern() {
      KillPattern pattern = KillPattern.all();
      pattern = number == null ? pattern : pattern.withSession(id(number));
      pattern = user == null ? pattern : pattern.withOwner(owner(user).uid());
      pattern = roles == null ? pattern : pattern.withRoles(roles.stream().map(LabelModelTest::role).toList());
      pattern = old ? pattern.olderThan(OLD) : pattern;
      for (final Map.Entry<String, String> label : labels.entrySet()) {
        pattern = pattern.withLabel(label.getKey(), label.getValue());
      }
      return pattern;
    }
  }

  private static Owner owner(final int user) {
    return Owner.of("user" + user, "app", role(user / 2), role(2 + user % 2));
  }

  private static Role role(final int number) {
    return Role.of("role" + number, "app");
  }

  private static Map<String, String> labels(final SplittableRandom random) {
    final Map<String, String> labels = new TreeMap<>();
    for (final String key : KEYS) {
      if (random.nextInt(3) == 0) {
        labels.put(key, "value" + random.nextInt(VALUES));
      }
    }
    return labels;
  }

  private static Wanted wanted(final SplittableRandom random) {
    final boolean any = random.nextInt(3) == 0;
    return new Wanted(
        !any && random.nextInt(3) == 0 ? (long) random.nextInt(NAMES) : null,
        !any && random.nextInt(3) == 0 ? random.nextInt(NAMES) : null,
        !any && random.nextInt(3) == 0 ? Set.of(random.nextInt(2), 2 + random.nextInt(3)) : null,
        !any && random.nextInt(6) == 0,
        labels(random));
  }

  // ---- the world

  private final VirtualCore virtual = new VirtualCore();
  private final KillCore core = virtual.core;
  private final List<Room> rooms = new ArrayList<>();
  private final List<Work> operations = new ArrayList<>();
  private final List<Work> cursors = new ArrayList<>();
  private final Map<String, Operation> running = new TreeMap<>();
  private final Map<String, Cursor<?>> open = new TreeMap<>();

  private Session session(final Room room) {
    return core.session(id(room.number), room.owner, Labels.copyOf(room.labels));
  }

  private void furnish(final SplittableRandom random) {
    for (int half = 0; half < 2; half++) {
      for (int i = 0; i < NAMES * NAMES / 2; i++) {
        final Room room = new Room(random.nextInt(NAMES), owner(random.nextInt(NAMES)), half == 0);
        if (rooms.stream().noneMatch(r -> r.number == room.number && r.owner.equals(room.owner))) {
          room.labels = labels(random);
          rooms.add(room);
          session(room);
        }
      }
      virtual.advance(half == 0 ? OLD.multipliedBy(2) : Duration.ZERO);
    }
    for (int i = 0; i < 30; i++) {
      final Room room = random.nextInt(5) == 0 ? null : rooms.get(random.nextInt(rooms.size()));
      work("operation" + i, room, random);
    }
    for (final Room room : rooms) {
      if (random.nextInt(3) == 0) {
        room.labels = labels(random);
        session(room).relabel(Labels.copyOf(room.labels));
      }
    }
    for (int i = 0; i < 2; i++) {
      end(rooms.get(random.nextInt(rooms.size())));
    }
  }

  private void work(final String name, final Room room, final SplittableRandom random) {
    final Map<String, String> labels = labels(random);
    final boolean exempt = random.nextInt(8) == 0;
    final Operation operation = core.operation().labels(Labels.copyOf(labels)).exempt(exempt);
    final Operation begun = room == null ? core.begin(operation, name) : session(room).begin(operation, name);
    if (random.nextBoolean()) {
      cursors.add(new Work("cursor of " + name, room, labels, false));
      open.put("cursor of " + name, begun.openCursor(() -> {}));
    }
    if (random.nextInt(4) == 0) {
      begun.close();
    } else {
      operations.add(new Work(name, room, labels, exempt));
      running.put(name, begun);
    }
  }

  /** Ends the session: its cursors close, its operations go on without it. */
  private void end(final Room room) {
    if (rooms.remove(room)) {
      session(room).end();
      cursors.removeIf(work -> work.room == room && open.remove(work.name) != null);
      operations.replaceAll(
          work -> work.room == room ? new Work(work.name, null, work.labels, work.exempt) : work);
    }
  }

  private static Set<String> expected(final List<Work> among, final List<Wanted> patterns) {
    return among.stream()
        .filter(work -> patterns.stream().anyMatch(wanted -> wanted.work(work)))
        .map(Work::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shouldReachWhatTheBooksSay(final int seed) {
    final SplittableRandom random = new SplittableRandom(seed);
    furnish(random);
    final Set<Wanted> distinct = new HashSet<>();
    final int count = 1 + random.nextInt(seed % 3 == 0 ? 16 : 3);
    while (distinct.size() < count) {
      distinct.add(wanted(random));
    }
    final List<Wanted> wanted = List.copyOf(distinct);
    final KillPattern[] patterns = wanted.stream().map(Wanted::pattern).toArray(KillPattern[]::new);
    final long sessions =
        rooms.stream().filter(room -> wanted.stream().anyMatch(pattern -> pattern.session(room))).count();
    final Set<String> hitOperations = expected(operations, wanted);
    final Set<String> hitCursors = expected(cursors, wanted);
    final String counts = sessions + " " + hitOperations.size() + " " + hitCursors.size();

    final KillExplanation explained = core.explain(KillRequest.of(patterns));
    assertEquals(counts, explained.sessions() + " " + explained.operations() + " " + explained.cursors());
    assertEquals(sessions, core.sessions(patterns).count());
    assertEquals(
        List.copyOf(hitOperations), core.operations(patterns).map(OperationInfo::description).sorted().toList());
    assertEquals(
        hitCursors.stream().map(name -> open.get(name).id()).sorted().toList(),
        core.cursors(patterns).map(CursorInfo::id).sorted().toList());

    final KillReport report = core.kill(patterns);
    assertEquals(
        counts, report.sessionsMatched() + " " + report.operationsKilled() + " " + report.cursorsKilled());
    assertEquals(
        hitOperations,
        running.keySet().stream()
            .filter(name -> running.get(name).isKilled()).collect(Collectors.toCollection(TreeSet::new)));
    assertEquals(
        hitCursors,
        open.keySet().stream()
            .filter(name -> !open.get(name).isOpen()).collect(Collectors.toCollection(TreeSet::new)));
    virtual.close();
    assertEquals(List.of(), virtual.errors);
  }
}
