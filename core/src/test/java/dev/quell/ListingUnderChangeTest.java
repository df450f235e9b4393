package dev.quell;

import static dev.quell.VirtualCore.ADMIN;
import static dev.quell.VirtualCore.ANN;
import static dev.quell.VirtualCore.BOB;
import static dev.quell.VirtualCore.CYD;
import static dev.quell.VirtualCore.READ;
import static dev.quell.VirtualCore.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is there throughout a listing is listed once, whatever comes and goes meanwhile. */
class ListingUnderChangeTest {
  private static final int STABLE = 500;
  private static final int LISTINGS = 100;
  /** Identifiers from here on belong to what comes and goes. */
  private static final int PASSING = 1_000_000;

  private final VirtualCore virtual = new VirtualCore();
  private final KillCore core = virtual.core;

  @AfterEach
  void close() {
    virtual.close();
  }

  /** Something that comes and goes; called again and again with numbers that count up. */
  @FunctionalInterface
  private interface Change {
    void run(int number);
  }

  /** Lists again and again while another thread changes things; answers how often something was not listed once. */
  private <T> int wrongWhile(final Change change, final List<T> stable, final Supplier<Stream<T>> listing) {
    final AtomicBoolean done = new AtomicBoolean();
    final AtomicInteger wrong = new AtomicInteger();
    final AtomicInteger changes = new AtomicInteger();
    Worker.together(
        2,
        thread -> {
          if (thread == 0) {
            while (!done.get()) {
              change.run(changes.getAndIncrement());
            }
            return;
          }
          try {
            for (int i = 0; i < LISTINGS; i++) {
              final int before = changes.get();
              wrong.addAndGet(notOnce(stable, listing.get()));
              Worker.until(() -> changes.get() > before); // each listing has met a change
            }
          } finally {
            done.set(true);
          }
        });
    return wrong.get();
  }

  private static <T> int notOnce(final List<T> stable, final Stream<T> listing) {
    final Map<T, Integer> times = new HashMap<>();
    listing.forEach(listed -> times.merge(listed, 1, Integer::sum));
    return (int) stable.stream().filter(one -> times.getOrDefault(one, 0) != 1).count();
  }

  /** Sessions of the owner with the numbers from 0 on, with as many of others between them. */
  private List<Long> openStable(final Owner owner) {
    final List<Long> stable = new ArrayList<>();
    for (long i = 0; i < STABLE; i++) {
      virtual.session(i, owner);
      virtual.session(PASSING + i, CYD);
      stable.add(i);
    }
    return stable;
  }

  private Stream<Long> ids(final KillPattern... patterns) {
    return core.sessions(patterns).map(info -> info.id().getLeastSignificantBits()).filter(id -> id < PASSING);
  }

  /** Ends one of the sessions between the stable ones and opens another in its slot. */
  private void replace(final int number, final Owner owner) {
    for (int i = number; i < number + 10; i++) {
      virtual.find(PASSING + i, CYD).ifPresent(Session::end);
      virtual.find(PASSING + i, owner).ifPresent(Session::end);
      virtual.session(PASSING + STABLE + i, owner);
    }
  }

  // ---- sessions

  @Test
  void shouldListEachSessionOnceWhileOthersOpenAndEnd() {
    final List<Long> stable = openStable(ANN);
    assertEquals(0, wrongWhile(number -> replace(number, CYD), stable, this::ids));
  }

  @Test
  void shouldListEachSessionOfAnOwnerOnceWhileItsOthersOpenAndEnd() {
    final List<Long> stable = openStable(ANN);
    assertEquals(
        0, wrongWhile(number -> replace(number, ANN), stable, () -> ids(KillPattern.owner(ANN.uid()))));
  }

  @Test
  void shouldListEachSessionOfARoleOnceWhileItsOwnerExchangesTheOthers() {
    final List<Long> stable = openStable(ANN);
    final Owner one = ANN.withRoles(READ, ADMIN);
    final Owner other = ANN.withRoles(READ, WRITE);
    assertEquals(
        0,
        wrongWhile(
            number -> core.replaceRoles(number % 2 == 0 ? one : other), stable, () -> ids(KillPattern.roles(READ))));
  }

  @Test
  void shouldListEachSessionOfARoleOnceWhileOwnersComeAndGo() {
    final List<Long> stable = openStable(ANN);
    final Owner[] owners = new Owner[50];
    Arrays.setAll(owners, i -> Owner.of("user" + i, "app", READ));
    assertEquals(
        0,
        wrongWhile(
            number -> {
              final Session session = virtual.session(PASSING, owners[number % owners.length]);
              virtual.find(PASSING, owners[(number + 7) % owners.length]).ifPresent(Session::end);
              session.touch();
            },
            stable,
            () -> ids(KillPattern.roles(READ))));
  }

  @Test
  void shouldListEachSessionThatMeetsSeveralPatternsOnceWhileOthersOpenAndEnd() {
    final List<Long> stable = openStable(ANN);
    assertEquals(
        0,
        wrongWhile(
            number -> replace(number, BOB),
            stable,
            () -> ids(KillPattern.roles(READ, WRITE), KillPattern.owner(ANN.uid()), KillPattern.all())));
  }

  @Test
  void shouldListEachSessionOfAUuidOnceWhileOthersOpenAndEnd() {
    final List<Owner> owners = new ArrayList<>();
    for (int i = 0; i < STABLE; i++) {
      owners.add(Owner.of("user" + i, "app"));
      virtual.session(1, owners.get(i));
      virtual.session(1, Owner.of("passing" + i, "app"));
    }
    final Owner[] passing = new Owner[STABLE];
    Arrays.setAll(passing, i -> Owner.of("passing" + i, "app"));
    assertEquals(
        0,
        wrongWhile(
            number -> virtual.session(1, passing[number % STABLE]).end(),
            owners.stream().map(Owner::uid).toList(),
            () -> core.sessions(KillPattern.session(VirtualCore.id(1))).map(info -> info.owner().uid())));
  }

  // ---- operations

  @Test
  void shouldListEachOperationOnceWhileOthersBeginAndEnd() {
    final List<Integer> stable = new ArrayList<>();
    final List<Session> sessions = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      final Session session = virtual.session(i, ANN);
      stable.add(session.begin("first").id());
      stable.add(session.begin("further").id());
      stable.add(core.begin("alone").id());
      sessions.add(session);
      sessions.add(virtual.session(PASSING + i, ANN)); // in which nothing runs throughout
    }
    assertEquals(
        0,
        wrongWhile(
            number -> {
              final Operation alone = core.begin("passing");
              sessions.get(number % sessions.size()).begin("passing").close();
              alone.close();
            },
            stable,
            () -> core.operations().map(OperationInfo::id)));
  }

  @Test
  void shouldListEachOperationOnceThoughItsSessionEnds() {
    final List<Integer> stable = new ArrayList<>();
    for (int i = 0; i < STABLE; i++) {
      stable.add(virtual.session(i, ANN).begin("first").id());
      stable.add(virtual.session(i, ANN).begin("further").id());
    }
    assertEquals(
        0,
        wrongWhile(
            number -> virtual.find(number % STABLE, ANN).ifPresent(Session::end),
            stable,
            () -> core.operations().map(OperationInfo::id)));
  }

  @Test
  void shouldListNoOperationAsAnother() {
    final Session session = virtual.session(1, ANN);
    final Session other = virtual.session(2, BOB);
    final AtomicInteger wrong = new AtomicInteger();
    final Operation reused = core.operation();
    wrongWhile(
        number -> {
          if (number % 3 == 2) {
            core.begin(reused, "alone");
          } else {
            (number % 3 == 0 ? session : other).begin(reused, number % 3 == 0 ? "of ann" : "of bob");
          }
          reused.close();
        },
        List.of(),
        () -> core.operations().peek(info -> wrong.addAndGet(isConsistent(info) ? 0 : 1)));
    assertEquals(0, wrong.get());
  }

  private static boolean isConsistent(final OperationInfo info) {
    return switch (info.description()) {
      case "of ann" -> info.uid().filter(ANN.uid()::equals).isPresent();
      case "of bob" -> info.uid().filter(BOB.uid()::equals).isPresent();
      default -> info.uid().isEmpty();
    };
  }

  // ---- cursors

  @Test
  void shouldListEachCursorOnceWhileOthersOpenAndCloseAndPinsCome() {
    final List<Cursor<?>> cursors = new ArrayList<>();
    for (int i = 0; i < STABLE; i++) {
      cursors.add(i % 2 == 0 ? core.openCursor(new Probe()) : virtual.session(1, ANN).openCursor(new Probe()));
    }
    try (Operation operation = core.begin("x")) {
      assertEquals(
          0,
          wrongWhile(
              number -> {
                final Cursor<?> passing = core.openCursor(new Probe());
                final Cursor<?> used = cursors.get(number % STABLE);
                used.pin(operation);
                used.unpin();
                passing.close();
              },
              cursors.stream().map(Cursor::id).toList(),
              () -> core.cursors().map(CursorInfo::id)));
    }
  }
}
