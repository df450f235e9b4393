package dev.quell;

import static dev.quell.VirtualCore.ANN;
import static dev.quell.VirtualCore.BOB;
import static dev.quell.VirtualCore.CYD;
import static dev.quell.VirtualCore.READ;
import static dev.quell.VirtualCore.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.LimitExceededException.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What clients choose, at sizes and in shapes that no honest client chooses: counts stay exact. */
class HostileInputTest {
  private static final int ROLES = 5_000;
  private static final int UUIDS = 20_000;
  private static final int OWNERS = 2_000;
  private static final int PATTERNS = 100_000;

  private final VirtualCore virtual = new VirtualCore();
  private final KillCore core = virtual.core;

  @AfterEach
  void close() {
    virtual.close();
  }

  private long matched(final KillPattern... patterns) {
    return core.kill(patterns).sessionsMatched();
  }

  // ---- roles

  private static List<Role> roles(final int from) {
    return IntStream.range(from, from + ROLES).mapToObj(i -> Role.of("role" + i, "shop")).toList();
  }

  @Test
  void shouldCountEachOwnerOnceWhoseThousandsOfRolesAreAllNamed() {
    final List<Role> many = roles(0);
    for (int i = 0; i < 50; i++) {
      virtual.session(i, Owner.of("user" + i, "app").withRoles(many)).begin("x");
    }
    final KillReport report = core.kill(KillPattern.roles(many));
    assertEquals(50, report.sessionsMatched());
    assertEquals(50, report.operationsKilled());
  }

  @Test
  void shouldFindAnOwnerByEachOfItsThousandsOfRoles() {
    final List<Role> many = roles(0);
    virtual.session(1, ANN.withRoles(many));
    virtual.session(2, BOB);
    for (final Role role : many) {
      assertEquals(1, matched(KillPattern.roles(role)));
    }
  }

  @Test
  void shouldExchangeThousandsOfRolesForThousandsOfOthers() {
    virtual.session(1, ANN.withRoles(roles(0)));
    for (int i = 1; i <= 20; i++) {
      core.replaceRoles(ANN.withRoles(roles(i * ROLES / 2))); // half of them stay each time
    }
    assertEquals(0, matched(KillPattern.roles(roles(0))));
    assertEquals(1, matched(KillPattern.roles(roles(10 * ROLES))));
    assertEquals(1, matched(KillPattern.roles(roles(11 * ROLES - 1)))); // one of them
    assertEquals(0, matched(KillPattern.roles(roles(11 * ROLES))));
  }

  @Test
  void shouldForgetThousandsOfRolesWithTheirOwner() {
    virtual.session(1, ANN.withRoles(roles(0))).end();
    virtual.session(2, BOB);
    assertEquals(0, matched(KillPattern.roles(roles(0))));
    assertEquals(1, matched(KillPattern.roles(roles(0)), KillPattern.roles(READ)));
  }

  // ---- one owner, one session

  @Test
  void shouldKillTheHundredThousandSessionsOfOneOwner() {
    for (int i = 0; i < 100_000; i++) {
      final Session session = virtual.session(i, ANN);
      if (i % 10 == 0) {
        session.begin("x");
        session.openCursor(new Probe());
      }
    }
    virtual.session(1, BOB).begin("x");
    final KillReport report = core.kill(KillPattern.owner(ANN.uid()));
    assertEquals(100_000, report.sessionsMatched());
    assertEquals(10_000, report.operationsKilled());
    assertEquals(10_000, report.cursorsKilled());
  }

  @Test
  void shouldCountTheSessionsOfOneOwnerAfterMostOfThemEnded() {
    for (int i = 0; i < 100_000; i++) {
      virtual.session(i, ANN);
    }
    for (int i = 0; i < 100_000; i++) {
      if (i % 100 != 0) {
        virtual.find(i, ANN).orElseThrow().end();
      }
    }
    assertEquals(1_000, matched(KillPattern.owner(ANN.uid())));
    assertEquals(1_000, core.sessions(KillPattern.owner(ANN.uid())).count());
  }

  @Test
  void shouldKillThousandsOfOperationsAndCursorsOfOneSession() throws InterruptedException {
    final Session session = virtual.session(1, ANN);
    final List<Operation> operations = new ArrayList<>();
    final List<Probe> probes = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      operations.add(session.begin("x"));
      probes.add(new Probe());
      final Cursor<?> cursor = session.openCursor(probes.get(i));
      if (i % 2 == 0) {
        cursor.pin(operations.get(i));
      }
    }
    final KillReport report = core.kill(KillPattern.session(id(1), ANN.uid()));
    assertEquals(1, report.sessionsMatched());
    assertEquals(5_000, report.operationsKilled());
    assertEquals(5_000, report.cursorsKilled());
    assertEquals(5_000, report.stragglers().size());
    assertTrue(operations.stream().allMatch(Operation::isKilled));
    virtual.work();
    assertEquals(2_500, probes.stream().mapToInt(Probe::closes).sum());
    core.cursors().map(CursorInfo::id).toList().forEach(cursor -> core.findCursor(cursor).orElseThrow().unpin());
    operations.forEach(Operation::close);
    virtual.work();
    assertEquals(5_000, probes.stream().filter(probe -> probe.closes() == 1).count());
    assertTrue(report.await(Duration.ZERO));
    assertEquals(0, session.info().operations() + session.info().cursors());
  }

  @Test
  void shouldEndThousandsOfOperationsOfOneSessionInAnyOrder() {
    final Session session = virtual.session(1, ANN);
    final List<Operation> operations = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      operations.add(session.begin("x"));
    }
    for (int i = 0; i < 5_000; i++) {
      operations.get(i * 1_999 % 5_000).close();
    }
    assertEquals(0, session.info().operations());
    assertEquals(0, core.kill().operationsKilled());
  }

  @Test
  void shouldRefuseOneOperationMoreThanASessionHolds() {
    final Session session = virtual.session(1, ANN);
    final List<Operation> operations = new ArrayList<>();
    for (int i = 0; i < 16_384; i++) {
      operations.add(session.begin("x"));
    }
    final Operation refused = core.operation();
    assertEquals(
        Limit.OPERATIONS_PER_SESSION,
        assertThrows(LimitExceededException.class, () -> session.begin(refused)).which());
    assertFalse(refused.isRunning());
    operations.get(100).close();
    assertTrue(session.begin(refused).isRunning());
    assertEquals(16_384, core.kill().operationsKilled());
  }

  @Test
  void shouldSayHowManyOperationsASessionHolds() {
    final Session session = virtual.session(1, ANN);
    for (int i = 0; i < 16_384; i++) {
      session.begin("x");
    }
    assertEquals(16_384, assertThrows(LimitExceededException.class, () -> session.begin("y")).limit());
  }

  @Test
  void shouldRefuseOneCursorMoreThanASessionHolds() {
    final Session session = virtual.session(1, ANN);
    final List<Cursor<?>> cursors = new ArrayList<>();
    for (int i = 0; i < 16_383; i++) {
      cursors.add(session.openCursor(new Probe()));
    }
    final Probe refused = new Probe();
    final LimitExceededException exception =
        assertThrows(LimitExceededException.class, () -> session.openCursor(refused));
    assertEquals(Limit.CURSORS_PER_SESSION, exception.which());
    assertEquals(16_383, exception.limit());
    cursors.get(100).close();
    session.openCursor(new Probe());
    assertEquals(16_383, core.kill().cursorsKilled());
    virtual.work();
    assertEquals(0, refused.closes());
  }

  // ---- UUIDs

  /** One test for each way to choose UUIDs that a hash of less than all bits would throw together. */
  @TestFactory
  Stream<DynamicTest> shouldKeepSessionsApartWhoseUuids() {
    final Map<String, IntFunction<UUID>> shapes = new LinkedHashMap<>();
    shapes.put("differ in one bit from the next, low half", i -> new UUID(7, i ^ i >>> 1));
    shapes.put("differ in one bit from the next, high half", i -> new UUID(i ^ i >>> 1, 7));
    shapes.put("share their low half", i -> new UUID(i, 7));
    shapes.put("share their high half", i -> new UUID(7, i));
    shapes.put("share their low 32 bits in both halves", i -> new UUID((long) i << 32, (long) i << 32));
    shapes.put("share all but their highest bits", i -> new UUID((long) i << 49, 7));
    shapes.put("have equal halves", i -> new UUID(i, i));
    shapes.put("have halves that are complements", i -> new UUID(i, ~i));
    shapes.put("have halves of one sum", i -> new UUID(i, 1_000_000 - i));
    shapes.put("are multiples of a power of two less one", i -> new UUID(i * 65_535L, i * 4_294_967_295L));
    return shapes.entrySet().stream()
        .map(shape -> DynamicTest.dynamicTest(shape.getKey(), () -> shouldKeepApart(shape.getValue())));
  }

  private static void shouldKeepApart(final IntFunction<UUID> shape) {
    try (VirtualCore other = new VirtualCore()) {
      final KillCore core = other.core;
      for (int i = 0; i < UUIDS; i++) {
        core.session(shape.apply(i), ANN);
      }
      assertEquals(UUIDS, core.sessions().map(SessionInfo::id).distinct().count());
      for (int i = 0; i < UUIDS; i++) {
        assertEquals(shape.apply(i), core.findSession(shape.apply(i), ANN.uid()).orElseThrow().id());
      }
      for (int i = 0; i < UUIDS; i += 2) {
        core.findSession(shape.apply(i), ANN.uid()).orElseThrow().end();
      }
      for (int i = 0; i < UUIDS; i++) {
        assertEquals(i % 2, core.kill(KillPattern.session(shape.apply(i))).sessionsMatched());
      }
    }
  }

  @Test
  void shouldTellAUuidFromThoseThatDifferInOneBit() {
    final UUID own = new UUID(0x0123456789abcdefL, 0xfedcba9876543210L);
    core.session(own, ANN);
    for (int bit = 0; bit < 64; bit++) {
      core.session(own.getMostSignificantBits() ^ 1L << bit, own.getLeastSignificantBits(), ANN);
      core.session(own.getMostSignificantBits(), own.getLeastSignificantBits() ^ 1L << bit, ANN);
    }
    assertEquals(129, core.sessions().count());
    assertEquals(1, matched(KillPattern.session(own)));
  }

  @Test
  void shouldKillTheSessionsOfThousandsOfOwnersThatShareAUuid() {
    final UUID shared = id(42);
    for (int i = 0; i < OWNERS; i++) {
      final Owner owner = Owner.of("user" + i, "app");
      core.session(shared, owner).begin("x");
      core.session(id(1_000 + i), owner).begin("y");
    }
    final KillReport report = core.kill(KillPattern.session(shared));
    assertEquals(OWNERS, report.sessionsMatched());
    assertEquals(OWNERS, report.operationsKilled());
    assertEquals(OWNERS, core.kill().operationsKilled());
  }

  @Test
  void shouldTellThousandsOfOwnersThatShareAUuidApart() {
    final UUID shared = id(42);
    final Owner[] owners = new Owner[OWNERS];
    Arrays.setAll(owners, i -> Owner.of("user" + i, "app"));
    for (final Owner owner : owners) {
      core.session(shared, owner);
    }
    for (int i = 0; i < OWNERS; i += 2) {
      assertEquals(owners[i].uid(), core.findSession(shared, owners[i].uid()).orElseThrow().owner().uid());
      core.findSession(shared, owners[i].uid()).orElseThrow().end();
    }
    assertEquals(1, matched(KillPattern.session(shared, owners[1].uid())));
    assertEquals(0, matched(KillPattern.session(shared, owners[0].uid())));
    assertEquals(OWNERS / 2, matched(KillPattern.session(shared)));
  }

  // ---- patterns

  /** One test for each kind of pattern that a kill can be given a hundred thousand of. */
  @TestFactory
  Stream<DynamicTest> shouldCarryOutAKillOfAHundredThousandPatterns() {
    final Map<String, IntFunction<KillPattern>> kinds = new LinkedHashMap<>();
    kinds.put("by UUID", i -> KillPattern.session(id(i)));
    kinds.put("by lsid", i -> KillPattern.session(id(i), ANN.uid()));
    kinds.put("by uid, of nobody but ANN", i -> KillPattern.owner(i == 0 ? ANN.uid() : Uid.ofUser(user(i))));
    kinds.put("by user, of nobody but ANN", i -> KillPattern.users(i == 0 ? new UserName("ann", "app") : user(i)));
    kinds.put("by role, of nobody but ANN", i -> KillPattern.roles(i == 0 ? READ : Role.of("role" + i, "shop")));
    kinds.put("by UUID and role", i -> KillPattern.session(id(i)).withRoles(List.of(READ)));
    kinds.put("by owner and idle time", i -> KillPattern.owner(ANN.uid()).idleFor(Duration.ofNanos(i)));
    kinds.put("by user and a role of each, of nobody but ANN", HostileInputTest::ofUserWithRole);
    kinds.put("by label", i -> KillPattern.label("number", "" + i));
    kinds.put("by UUID and label", i -> KillPattern.session(id(i)).withLabel("number", "0"));
    kinds.put("the same one", i -> KillPattern.owner(ANN.uid()));
    kinds.put("of every kind", HostileInputTest::ofEveryKind);
    return kinds.entrySet().stream()
        .map(kind -> DynamicTest.dynamicTest(kind.getKey(), () -> shouldCarryOut(kind.getValue())));
  }

  private static UserName user(final int number) {
    return new UserName("user" + number, "app");
  }

  private static KillPattern ofUserWithRole(final int number) {
    final Uid uid = number == 0 ? ANN.uid() : Uid.ofUser(user(number));
    return KillPattern.owner(uid).withRoles(List.of(number == 0 ? READ : Role.of("role" + number, "shop")));
  }

  private static KillPattern ofEveryKind(final int number) {
    return switch (number % 5) {
      case 0 -> KillPattern.session(id(number));
      case 1 -> KillPattern.session(id(number), ANN.uid());
      case 2 -> KillPattern.users(number == 2 ? new UserName("ann", "app") : user(number));
      case 3 -> KillPattern.roles(number == 3 ? READ : Role.of("role" + number, "shop"));
      default -> KillPattern.owner(ANN.uid()).withRoles(List.of(READ));
    };
  }

  /**
   * ANN has the sessions of even numbers, which all match; CYD, who holds no role, has one without a label that does
   * not.
   */
  private static void shouldCarryOut(final IntFunction<KillPattern> kind) {
    try (VirtualCore other = new VirtualCore()) {
      final KillPattern[] patterns = new KillPattern[PATTERNS];
      Arrays.setAll(patterns, kind);
      for (int i = 0; i < 1_000; i++) {
        other.core.session(id(2L * i), ANN, Labels.of("number", "0")).begin("x");
      }
      other.session(-1, CYD).begin("not matched");
      final KillReport report = other.core.kill(patterns);
      assertEquals(1_000, report.sessionsMatched());
      assertEquals(1_000, report.operationsKilled());
      assertEquals(1_000, other.core.sessions(patterns).count());
      assertEquals(1_000, other.core.explain(KillRequest.of(patterns)).sessions());
    }
  }
}
