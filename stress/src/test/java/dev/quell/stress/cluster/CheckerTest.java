package dev.quell.stress.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the checker finds in books that are written by hand; times are in milliseconds here. */
class CheckerTest {
  private static final Life A = new Life("a", 1);
  private static final Life B = new Life("b", 1);
  private static final String REASON = "K.a.1.1";
  private static final String OWNER = "OWNER:u1::0:BOTH";
  private static final String ROLE = "ROLE:a.1::0:BOTH";

  private final Books books = new Books();
  private final Violations violations = new Violations();
  private final Checker checker = new Checker(books, violations, new Counts());

  @BeforeEach
  void join() {
    tell(A, "joined", 10);
    tell(B, "joined", 10);
  }

  private void tell(final Life life, final String what, final Object... words) {
    final StringBuilder line = new StringBuilder(what);
    for (final Object word : words) {
      line.append(' ').append(word instanceof Integer millis ? millis * 1_000_000L : word);
    }
    books.take(life, line.toString());
  }

  /** A kill from 10,000 to 10,010 that both have answered and carried out. */
  private void kill(final String shape, final long hitsOnB) {
    call(shape);
    tell(A, "applied", REASON, 10_001, 0L, 0L);
    tell(A, "returned", REASON, 10_010, "a:ANSWERED:0:0,b:ANSWERED:" + hitsOnB + ":0");
    tell(A, "settled", REASON, 10_010, "a:ANSWERED:0:0,b:ANSWERED:" + hitsOnB + ":0");
    tell(B, "applied", REASON, 10_005, hitsOnB, 0L);
  }

  private void call(final String shape) {
    tell(A, "called", REASON, 10_000, shape);
  }

  /** The same, but b hears of it only later. */
  private void killLate(final int at) {
    call(OWNER);
    tell(A, "applied", REASON, 10_001, 0L, 0L);
    tell(A, "returned", REASON, 12_000, "a:ANSWERED:0:0,b:UNANSWERED:0:0");
    tell(A, "settled", REASON, at, "a:ANSWERED:0:0,b:LATE:0:0");
    tell(B, "applied", REASON, at, 0L, 0L);
  }

  private void operationOnB(final String owner, final int called, final int begun, final int seen, final String by) {
    tell(B, "thing", "operation", owner, 0L, called, begun, seen, by);
  }

  private void assertFinds(final String... guarantees) {
    checker.check(20_000_000);
    checker.cursors(books.life(B));
    assertEquals(Set.of(guarantees), violations.counts().keySet(), () -> violations.kept().toString());
  }

  @Test
  void shouldFindNothingWhereAllIsWell() {
    kill(OWNER, 1);
    operationOnB("u1", 9_000, 9_001, 10_006, REASON);
    operationOnB("u1", 9_999, 10_001, 10_500, ""); // while it was called: either will do
    operationOnB("u1", 9_000, 9_001, 10_009, ""); // it ended before the return
    operationOnB("u2", 9_000, 9_001, 10_500, "");
    assertFinds();
  }

  @Test
  void shouldFindAnOlderOneThatLivesAfterTheAnswer() {
    kill(OWNER, 0);
    operationOnB("u1", 9_998, 9_999, 10_011, "");
    assertFinds("C1 complete");
  }

  @Test
  void shouldFindAYoungerOneThatDied() {
    kill(OWNER, 1);
    operationOnB("u1", 10_011, 10_012, 10_020, REASON);
    assertFinds("C3 never younger");
  }

  @Test
  void shouldFindOneThatDiedOfAKillForOthers() {
    kill(OWNER, 1);
    operationOnB("u2", 9_000, 9_001, 10_006, REASON);
    assertFinds("C3 never younger");
  }

  @Test
  void shouldFindACursorThatDiedOfNothing() {
    kill("OWNER:u1::0:OPERATIONS", 0);
    tell(B, "applied", "K.b.1.9", 10_001, 0L, 1L);
    tell(B, "thing", "cursor", "u1", 0L, 9_000, 9_001, 10_500, "?");
    assertFinds("C3 never younger");
  }

  @Test
  void shouldFindACursorThatWasCountedAndLives() {
    tell(B, "applied", "K.b.1.9", 10_001, 0L, 1L);
    tell(B, "thing", "cursor", "u1", 0L, 9_000, 9_001, 10_500, "");
    assertFinds("C4 once");
  }

  @Test
  void shouldFindAKillThatWasDoneTwice() {
    kill(OWNER, 0);
    tell(B, "applied", REASON, 10_300, 0L, 0L);
    assertFinds("C4 once");
  }

  @Test
  void shouldFindAVictimThatNobodyKnows() {
    kill(OWNER, 1);
    assertFinds("C4 once");
  }

  @Test
  void shouldFindAReportThatSaysAnotherNumber() {
    call(OWNER);
    tell(A, "applied", REASON, 10_001, 0L, 0L);
    tell(A, "returned", REASON, 10_010, "a:ANSWERED:0:0,b:ANSWERED:2:0");
    tell(A, "settled", REASON, 10_010, "a:ANSWERED:0:0,b:ANSWERED:2:0");
    tell(B, "applied", REASON, 10_005, 1L, 0L);
    operationOnB("u1", 9_000, 9_001, 10_006, REASON);
    assertFinds("C4 once");
  }

  @Test
  void shouldFindAMemberThatIsNotNamed() {
    call(OWNER);
    tell(A, "applied", REASON, 10_001, 0L, 0L);
    tell(A, "returned", REASON, 10_010, "a:ANSWERED:0:0");
    tell(A, "settled", REASON, 10_010, "a:ANSWERED:0:0");
    tell(B, "applied", REASON, 10_005, 0L, 0L);
    assertFinds("C1 complete");
  }

  @Test
  void shouldFindAMemberThatNeverHears() {
    call(OWNER);
    tell(A, "applied", REASON, 10_001, 0L, 0L);
    tell(A, "returned", REASON, 12_000, "a:ANSWERED:0:0,b:UNANSWERED:0:0");
    assertFinds("C2 caught up");
  }

  @Test
  void shouldFindAnOldOneThatLivesThroughALateKill() {
    killLate(15_000);
    operationOnB("u1", 7_000, 7_001, 15_001, "");
    assertFinds("C2 caught up");
  }

  @Test
  void shouldLetALateKillSpareWhatBeganShortlyBefore() {
    killLate(15_000);
    operationOnB("u1", 9_000, 9_001, 16_000, "");
    assertFinds();
  }

  @Test
  void shouldNotAskForMoreThanTheMachineHasTimeFor() {
    killLate(15_000);
    tell(B, "stall", 8_000, 9_000);
    operationOnB("u1", 7_000, 7_001, 16_000, "");
    assertFinds();
  }

  @Test
  void shouldFindAKillByRoleThatOvertakesAChange() {
    tell(B, "anchored", "r.a.1.0", 100);
    tell(A, "roles", "r.a.1.0", 5_000, "true");
    kill(ROLE, 0);
    operationOnB("r.a.1.0", 9_000, 9_001, 10_500, "");
    assertFinds("C8 in order");
  }

  @Test
  void shouldFindAKillByRoleThatAChangeOvertakes() {
    tell(B, "anchored", "r.a.1.0", 100);
    tell(A, "roles", "r.a.1.0", 5_000, "false");
    kill(ROLE, 1);
    operationOnB("r.a.1.0", 9_000, 9_001, 10_006, REASON);
    assertFinds("C8 in order");
  }

  @Test
  void shouldNotJudgeRolesThatWereChangedBeforeTheMemberHadTheOwner() {
    tell(B, "anchored", "r.a.1.0", 6_000);
    tell(A, "roles", "r.a.1.0", 5_000, "true");
    kill(ROLE, 0);
    operationOnB("r.a.1.0", 9_000, 9_001, 10_500, "");
    assertFinds();
  }

  @Test
  void shouldFindKillsThatWereMissedForGood() {
    tell(B, "event", "gap", "a", 3L);
    assertFinds("C5 bounded");
  }

  @Test
  void shouldJudgeTheKillOfACallerThatDiedBeforeItsReturn() {
    call(OWNER);
    tell(B, "applied", REASON, 10_005, 1L, 0L);
    books.life(A).died = 10_003 * 1_000_000L;
    operationOnB("u1", 14_000, 14_001, 14_006, REASON);
    assertFinds("C3 never younger");
  }

  @Test
  void shouldNotAskADeadMemberForWhatItCannotTell() {
    kill(OWNER, 1);
    books.life(B).died = 10_200 * 1_000_000L;
    assertFinds();
  }
}
