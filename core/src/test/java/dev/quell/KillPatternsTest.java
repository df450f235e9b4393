package dev.quell;

import static dev.quell.VirtualCore.ADMIN;
import static dev.quell.VirtualCore.ANN;
import static dev.quell.VirtualCore.BOB;
import static dev.quell.VirtualCore.CYD;
import static dev.quell.VirtualCore.READ;
import static dev.quell.VirtualCore.WRITE;
import static dev.quell.VirtualCore.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Which sessions each form of pattern reaches: two of Ann's, two of Bob's, one of Cyd's, and work without a session.
 */
class KillPatternsTest {
  private static final UserName ANNS_NAME = new UserName("ann", "app");
  private static final UserName BOBS_NAME = new UserName("bob", "app");
  private static final UserName NOBODYS_NAME = new UserName("nobody", "app");
  private static final Owner NOBODY = Owner.of("nobody", "app", ADMIN);

  private final VirtualCore virtual = new VirtualCore();
  private final KillCore core = virtual.core;
  private final Map<String, Operation> running = new TreeMap<>();

  @BeforeEach
  void open() {
    begin("ann1", 1, ANN);
    begin("ann2", 2, ANN);
    begin("bob1", 1, BOB);
    begin("bob3", 3, BOB);
    begin("cyd4", 4, CYD);
    running.put("none", core.begin("none"));
  }

  @AfterEach
  void close() {
    virtual.close();
  }

  private void begin(final String name, final long id, final Owner owner) {
    running.put(name, virtual.session(id, owner).begin(name));
  }

  private String killed() {
    final TreeSet<String> names = new TreeSet<>();
    running.forEach(
        (name, operation) -> {
          if (operation.isKilled()) {
            names.add(name);
          }
        });
    return String.join(" ", names);
  }

  private static final String EVERYBODY = "ann1 ann2 bob1 bob3 cyd4";

  private record Case(String name, String expected, KillPattern... patterns) {}

  private static final Case[] CASES = {
    new Case("no pattern", EVERYBODY),
    new Case("{}", EVERYBODY, KillPattern.all()),
    new Case("{} among others", EVERYBODY, KillPattern.owner(ANN.uid()), KillPattern.all()),
    new Case("lsid.id of two owners", "ann1 bob1", KillPattern.session(id(1))),
    new Case("lsid.id of one", "ann2", KillPattern.session(id(2))),
    new Case("lsid.id of nobody", "", KillPattern.session(id(99))),
    new Case("lsid.id and uid", "bob1", KillPattern.session(id(1), BOB.uid())),
    new Case("lsids of two owners, crosswise", "",
        KillPattern.session(id(2), BOB.uid()), KillPattern.session(id(3), ANN.uid())),
    new Case("lsids of two owners, one crosswise", "ann1",
        KillPattern.session(id(1), ANN.uid()), KillPattern.session(id(3), ANN.uid()),
        KillPattern.session(id(2), BOB.uid())),
    new Case("lsids of three owners", "ann2 bob1 cyd4", KillPattern.session(id(2), ANN.uid()),
        KillPattern.session(id(1), BOB.uid()), KillPattern.session(id(4), CYD.uid())),
    new Case("one lsid.id of two owners by their uids", "ann1 bob1",
        KillPattern.session(id(1), ANN.uid()), KillPattern.session(id(1), BOB.uid())),
    new Case("lsids of two owners, and an owner", "ann1 bob1 bob3", KillPattern.session(id(1), ANN.uid()),
        KillPattern.session(id(1), BOB.uid()), KillPattern.owner(BOB.uid())),
    new Case("lsid.id and the uid of another", "", KillPattern.session(id(2), BOB.uid())),
    new Case("uid", "ann1 ann2", KillPattern.owner(ANN.uid())),
    new Case("uid of nobody", "", KillPattern.owner(NOBODY.uid())),
    new Case("uid of unauthenticated work", "", KillPattern.owner(Uid.UNAUTHENTICATED)),
    new Case("uid twice the same", "ann1 ann2", KillPattern.owner(ANN.uid()).withOwner(ANN.uid())),
    new Case("two uids in one pattern", "", KillPattern.owner(ANN.uid()).withOwner(BOB.uid())),
    new Case("two uids in one pattern beside another", "cyd4",
        KillPattern.owner(ANN.uid()).withOwner(BOB.uid()), KillPattern.owner(CYD.uid())),
    new Case("users", "bob1 bob3", KillPattern.users(BOBS_NAME)),
    new Case("several users", "ann1 ann2 bob1 bob3", KillPattern.users(ANNS_NAME, BOBS_NAME, NOBODYS_NAME)),
    new Case("users: []", "", KillPattern.users(List.of())),
    new Case("users: [] beside another", "ann1 ann2", KillPattern.users(List.of()), KillPattern.owner(ANN.uid())),
    new Case("users of nobody", "", KillPattern.users(NOBODYS_NAME)),
    new Case("roles", "ann1 ann2 bob1 bob3", KillPattern.roles(READ)),
    new Case("role of one owner", "ann1 ann2", KillPattern.roles(WRITE)),
    new Case("several roles", "ann1 ann2 bob1 bob3", KillPattern.roles(READ, WRITE, ADMIN)),
    new Case("roles: []", "", KillPattern.roles(List.of())),
    new Case("role of nobody", "", KillPattern.roles(ADMIN)),
    new Case("users and roles", "bob1 bob3", KillPattern.users(BOBS_NAME).withRoles(List.of(READ))),
    new Case("users and roles they do not hold", "", KillPattern.users(BOBS_NAME).withRoles(List.of(WRITE))),
    new Case("several users and a role of one", "ann1 ann2",
        KillPattern.users(ANNS_NAME, BOBS_NAME).withRoles(List.of(WRITE))),
    new Case("uid and roles", "ann1 ann2", KillPattern.owner(ANN.uid()).withRoles(List.of(READ))),
    new Case("uid and roles: []", "", KillPattern.owner(ANN.uid()).withRoles(List.of())),
    new Case("uid and users", "ann1 ann2", KillPattern.owner(ANN.uid()).withUsers(List.of(ANNS_NAME, BOBS_NAME))),
    new Case("uid and other users", "", KillPattern.owner(ANN.uid()).withUsers(List.of(BOBS_NAME))),
    new Case("lsid.id and users", "bob1", KillPattern.session(id(1)).withUsers(List.of(BOBS_NAME))),
    new Case("lsid.id and several users", "ann1 bob1",
        KillPattern.session(id(1)).withUsers(List.of(ANNS_NAME, BOBS_NAME))),
    new Case("lsid.id and roles", "ann1", KillPattern.session(id(1)).withRoles(List.of(WRITE))),
    new Case("lsid.id and roles of both", "ann1 bob1", KillPattern.session(id(1)).withRoles(List.of(READ))),
    new Case("all fields", "ann1",
        KillPattern.session(id(1), ANN.uid()).withUsers(List.of(ANNS_NAME)).withRoles(List.of(READ, ADMIN))),
    new Case("all fields, one not met", "",
        KillPattern.session(id(1), ANN.uid()).withUsers(List.of(ANNS_NAME)).withRoles(List.of(ADMIN))),
    new Case("any of two uids", "ann1 ann2 cyd4", KillPattern.owner(ANN.uid()), KillPattern.owner(CYD.uid())),
    new Case("any of a uid and a role", "ann1 ann2 bob1 bob3", KillPattern.owner(BOB.uid()), KillPattern.roles(WRITE)),
    new Case("any of two lsids", "ann2 bob3", KillPattern.session(id(2)), KillPattern.session(id(3))),
    new Case("any of an lsid with and one without uid", "ann1 ann2",
        KillPattern.session(id(1), ANN.uid()), KillPattern.session(id(2))),
    new Case("any of an lsid for each of two uids", "ann1 bob3",
        KillPattern.session(id(1), ANN.uid()), KillPattern.session(id(3), BOB.uid())),
    new Case("lsids crossed with uids", "", KillPattern.session(id(2), BOB.uid()),
        KillPattern.session(id(3), ANN.uid())),
    new Case("any of roles with and without a user", "ann1 ann2 bob1 bob3",
        KillPattern.users(BOBS_NAME).withRoles(List.of(READ)), KillPattern.roles(WRITE)),
    new Case("any of a role for each of two users", "ann1 ann2",
        KillPattern.users(ANNS_NAME).withRoles(List.of(WRITE)), KillPattern.users(BOBS_NAME).withRoles(List.of(ADMIN))),
    new Case("the same pattern twice", "ann1 ann2", KillPattern.owner(ANN.uid()), KillPattern.owner(ANN.uid())),
    new Case("the manual's example", "ann1 ann2 bob1 bob3", KillPattern.owner(ANN.uid()), KillPattern.roles(READ)),
  };

  private Stream<DynamicTest> forEachCase(final java.util.function.Consumer<Case> test) {
    return Stream.of(CASES)
        .map(
            c -> DynamicTest.dynamicTest(
                c.name,
                () -> {
                  running.values().forEach(Operation::close);
                  running.clear();
                  open();
                  test.accept(c);
                }));
  }

  @TestFactory
  Stream<DynamicTest> shouldKillWhatMatches() {
    return forEachCase(
        c -> {
          core.kill(c.patterns);
          assertEquals(c.expected, killed());
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldCountEachMatchingSessionOnce() {
    return forEachCase(
        c -> assertEquals(count(c.expected), core.kill(c.patterns).sessionsMatched()));
  }

  @TestFactory
  Stream<DynamicTest> shouldCountEachOperationKilledOnce() {
    return forEachCase(
        c -> assertEquals(count(c.expected), core.kill(c.patterns).operationsKilled()));
  }

  @TestFactory
  Stream<DynamicTest> shouldListWhatAKillWouldMatch() {
    return forEachCase(
        c -> {
          final TreeSet<String> names = new TreeSet<>();
          core.sessions(c.patterns)
              .forEach(s -> names.add(s.owner().name().orElseThrow().user() + s.id().getLeastSignificantBits()));
          assertEquals(c.expected, String.join(" ", names));
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldListEachSessionOnce() {
    return forEachCase(c -> assertEquals(count(c.expected), core.sessions(c.patterns).count()));
  }

  @TestFactory
  Stream<DynamicTest> shouldExplainWhatAKillWouldHit() {
    return forEachCase(
        c -> assertEquals(count(c.expected), core.explain(KillRequest.of(c.patterns)).operations()));
  }

  @TestFactory
  Stream<DynamicTest> shouldKillTheSameWhenThePatternIsUsedAgain() {
    return forEachCase(
        c -> {
          core.kill(c.patterns);
          running.values().forEach(Operation::close);
          open();
          core.kill(c.patterns);
          assertEquals(c.expected, killed());
        });
  }

  private static long count(final String names) {
    return names.isEmpty() ? 0 : names.split(" ").length;
  }

  @Test
  void shouldNotCarryOneKillsPatternsIntoTheNext() {
    final KillPattern users = KillPattern.users(ANNS_NAME);
    core.kill(users, KillPattern.users(BOBS_NAME));
    assertEquals(2, core.kill(users).sessionsMatched());
  }

  @Test
  void shouldTakeThousandsOfPatterns() {
    final List<KillPattern> patterns = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      patterns.add(KillPattern.session(id(i)));
    }
    assertEquals(5, core.kill(KillRequest.of(patterns)).sessionsMatched());
  }

  @Test
  void shouldTakeThousandsOfPatternsOfManyKinds() {
    final List<KillPattern> patterns = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      patterns.add(KillPattern.session(id(i), BOB.uid()));
      patterns.add(KillPattern.owner(Uid.ofUser("u" + i, "app")).withRoles(List.of(Role.of("r" + i, "x"))));
      patterns.add(KillPattern.users(new UserName("v" + i, "app")));
      patterns.add(KillPattern.roles(Role.of("w" + i, "app")).olderThan(Duration.ofSeconds(i)));
    }
    assertEquals(2, core.kill(KillRequest.of(patterns)).sessionsMatched());
  }

  @Test
  void shouldMatchTheOwnerWithoutAuthentication() {
    begin("open", 7, Owner.unauthenticated());
    core.kill(KillPattern.owner(Uid.UNAUTHENTICATED));
    assertEquals("open", killed());
  }

  // ---- narrowing

  @Test
  void shouldMatchWhatWasIdleForLongEnough() {
    virtual.advance(Duration.ofMinutes(10));
    virtual.session(1, ANN).touch();
    core.kill(KillPattern.owner(ANN.uid()).idleFor(Duration.ofMinutes(5)));
    assertEquals("ann2", killed());
  }

  @Test
  void shouldMatchEverythingThatWasIdleForLongEnough() {
    virtual.advance(Duration.ofMinutes(10));
    virtual.session(1, ANN).touch();
    core.kill(KillPattern.all().idleFor(Duration.ofMinutes(5)));
    assertEquals("ann2 bob1 bob3 cyd4", killed());
  }

  @Test
  void shouldMatchNothingThatWasUsedJustNow() {
    core.kill(KillPattern.all().idleFor(Duration.ofMinutes(5)));
    assertEquals("", killed());
  }

  @Test
  void shouldMatchWhatIsOldEnough() {
    virtual.advance(Duration.ofMinutes(10));
    virtual.session(1, ANN).touch();
    begin("ann9", 9, ANN);
    core.kill(KillPattern.owner(ANN.uid()).olderThan(Duration.ofMinutes(5)));
    assertEquals("ann1 ann2", killed());
  }

  @Test
  void shouldMatchWhatIsOldEnoughAndWasIdleForLongEnough() {
    virtual.advance(Duration.ofMinutes(10));
    virtual.session(1, ANN).touch();
    core.kill(KillPattern.roles(READ).olderThan(Duration.ofMinutes(5)).idleFor(Duration.ofMinutes(5)));
    assertEquals("ann2 bob1 bob3", killed());
  }

  @Test
  void shouldMatchWhatMeetsAnyOfTwoNarrowedPatterns() {
    virtual.advance(Duration.ofMinutes(10));
    virtual.session(1, ANN).touch();
    core.kill(
        KillPattern.owner(ANN.uid()).idleFor(Duration.ofMinutes(5)),
        KillPattern.owner(BOB.uid()).idleFor(Duration.ofMinutes(50)));
    assertEquals("ann2", killed());
  }

  @Test
  void shouldMatchEverythingThatWasIdleForNoTime() {
    core.kill(KillPattern.all().idleFor(Duration.ZERO));
    assertEquals(EVERYBODY, killed());
  }

  @Test
  void shouldMatchNothingThatWouldHaveToBeIdleForEver() {
    virtual.advance(Duration.ofDays(100));
    core.kill(KillPattern.all().idleFor(Duration.ofSeconds(Long.MAX_VALUE)));
    assertEquals("", killed());
  }

  @Test
  void shouldNotMatchWhatWasIdleForLessByAMoment() {
    virtual.advance(Duration.ofMillis(1_230));
    virtual.session(1, ANN).touch();
    virtual.advance(Duration.ofMillis(4_900));
    core.kill(KillPattern.session(id(1), ANN.uid()).idleFor(Duration.ofSeconds(5)));
    assertEquals("", killed());
  }

  @Test
  void shouldNotMatchWhatIsYoungerByAMoment() {
    virtual.advance(Duration.ofMillis(1_230));
    begin("ann9", 9, ANN);
    virtual.advance(Duration.ofMillis(4_900));
    core.kill(KillPattern.session(id(9)).olderThan(Duration.ofSeconds(5)));
    assertEquals("", killed());
  }

  // ---- what travels with a kill

  @Test
  void shouldTellTheVictimsCodeReasonAndKiller() {
    core.kill(KillRequest.of(KillPattern.owner(CYD.uid())).code(279).reason("bye").by("ops"));
    final KillCause cause = running.get("cyd4").killCause().orElseThrow();
    assertEquals("279 bye ops", cause.code() + " " + cause.reason() + " " + cause.by());
  }

  @Test
  void shouldTellTheVictimsWhatTheReportTells() {
    final KillReport report = core.kill(KillPattern.owner(CYD.uid()));
    assertEquals(report.cause(), running.get("cyd4").killCause().orElseThrow());
  }

  @Test
  void shouldGiveEveryKillANumberOfItsOwn() {
    assertEquals(2, Stream.of(core.kill(), core.kill()).map(report -> report.cause().killId()).distinct().count());
  }

  @Test
  void shouldReportTheRequest() {
    final KillRequest request = KillRequest.of(KillPattern.owner(ANN.uid())).reason("why");
    assertEquals(request, core.kill(request).request());
  }

  @Test
  void shouldReportHowLongItTook() {
    assertEquals(Duration.ZERO, core.kill().duration()); // by the clock of this core, which stands still
  }

  @Test
  void shouldRefuseNullPatterns() {
    assertThrows(NullPointerException.class, () -> core.kill((KillPattern[]) null));
  }

  @Test
  void shouldRefuseANullRequest() {
    assertThrows(NullPointerException.class, () -> core.kill((KillRequest) null));
  }

  @Test
  void shouldThrowWhenTheCoreIsClosed() {
    core.close();
    assertThrows(ClosedCoreException.class, core::kill);
  }

  @Test
  void shouldChooseTheSameWhateverTheOrderOfThePatterns() {
    final Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("one",
        core.kill(KillPattern.session(id(1)), KillPattern.owner(ANN.uid()), KillPattern.roles(READ)).sessionsMatched());
    counts.put("two",
        core.kill(KillPattern.roles(READ), KillPattern.owner(ANN.uid()), KillPattern.session(id(1))).sessionsMatched());
    assertEquals(Map.of("one", 4L, "two", 4L), counts);
  }
}
