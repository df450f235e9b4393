package dev.quell;

import static dev.quell.VirtualCore.ADMIN;
import static dev.quell.VirtualCore.ANN;
import static dev.quell.VirtualCore.BOB;
import static dev.quell.VirtualCore.READ;
import static dev.quell.VirtualCore.WRITE;
import static dev.quell.VirtualCore.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillExplanation.Index;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExplainTest {
  private final VirtualCore virtual = new VirtualCore();
  private final KillCore core = virtual.core;
  private Operation operation;
  private Cursor<?> cursor;

  @BeforeEach
  void open() {
    for (int i = 0; i < 100; i++) {
      virtual.session(i, ANN);
    }
    operation = virtual.session(0, ANN).begin("x");
    cursor = virtual.session(0, ANN).openCursor(new Probe());
    virtual.session(0, BOB).begin("y");
  }

  @AfterEach
  void close() {
    virtual.close();
  }

  private KillExplanation explain(final KillPattern... patterns) {
    return core.explain(KillRequest.of(patterns));
  }

  private Index index(final KillPattern pattern) {
    return explain(pattern).steps().get(0).index();
  }

  @Test
  void shouldKillNoOperation() {
    explain();
    assertFalse(operation.isKilled());
  }

  @Test
  void shouldKillNoCursor() {
    explain();
    assertTrue(cursor.isOpen());
  }

  @Test
  void shouldNotCountAsAKill() {
    explain();
    assertEquals(0, core.telemetry().kills());
  }

  @Test
  void shouldNotTellListeners() {
    core.addListener(report -> virtual.errors.add(new AssertionError("told of " + report)));
    explain();
    assertEquals(List.of(), virtual.errors);
  }

  @Test
  void shouldCountSessionsOperationsAndCursors() {
    final KillExplanation all = explain();
    assertEquals("101 2 1", all.sessions() + " " + all.operations() + " " + all.cursors());
  }

  @Test
  void shouldCountWhatTheKillThenHits() {
    final KillExplanation expected = explain(KillPattern.session(id(0)), KillPattern.roles(WRITE));
    final KillReport hit = core.kill(KillPattern.session(id(0)), KillPattern.roles(WRITE));
    assertEquals(
        expected.sessions() + " " + expected.operations() + " " + expected.cursors(),
        hit.sessionsMatched() + " " + hit.operationsKilled() + " " + hit.cursorsKilled());
  }

  @Test
  void shouldNotCountWhatWasKilledBefore() {
    core.kill();
    final KillExplanation all = explain();
    assertEquals(0, all.operations() + all.cursors());
  }

  @Test
  void shouldNotCountExemptOperations() {
    virtual.session(5, ANN).begin(core.operation().exempt(true));
    assertEquals(2, explain().operations());
  }

  @Test
  void shouldNotCountWhatTheCutOffSpares() {
    final long cutOff = core.cutOff();
    virtual.session(5, ANN).begin("younger");
    virtual.session(5, ANN).openCursor(new Probe());
    final KillExplanation bounded = core.explain(KillRequest.of().startedBefore(cutOff));
    assertEquals("2 1", bounded.operations() + " " + bounded.cursors());
  }

  @Test
  void shouldServeEverythingByTheLiveSlots() {
    assertEquals(Index.ALL, index(KillPattern.all()));
  }

  @Test
  void shouldServeAnLsidByTheUuid() {
    assertEquals(Index.SESSION_ID, index(KillPattern.session(id(1))));
  }

  @Test
  void shouldServeAUidByTheOwner() {
    assertEquals(Index.OWNER, index(KillPattern.owner(ANN.uid())));
  }

  @Test
  void shouldServeUsersByTheOwner() {
    assertEquals(Index.OWNER, index(KillPattern.users(new UserName("ann", "app"))));
  }

  @Test
  void shouldServeRolesByTheRole() {
    assertEquals(Index.ROLE, index(KillPattern.roles(READ)));
  }

  @Test
  void shouldServeNobodyByNothing() {
    assertEquals(Index.NONE, index(KillPattern.roles(List.of())));
  }

  @Test
  void shouldServeAnLsidOfAnOwnerByTheUuid() {
    assertEquals(Index.SESSION_ID, index(KillPattern.session(id(1), ANN.uid())));
  }

  @Test
  void shouldServeByTheRoleThatHasFewerCandidatesThanTheOwner() {
    assertEquals(Index.ROLE, index(KillPattern.owner(ANN.uid()).withRoles(List.of(ADMIN))));
  }

  @Test
  void shouldServeByTheOwnerThatHasFewerCandidatesThanTheRole() {
    assertEquals(Index.OWNER, index(KillPattern.owner(BOB.uid()).withRoles(List.of(READ))));
  }

  @Test
  void shouldNotLookAtMoreCandidatesThanTheUuidHas() {
    assertEquals(2, explain(KillPattern.session(id(0))).steps().get(0).candidates());
  }

  @Test
  void shouldNotLookAtOthersSessionsForAnOwner() {
    assertEquals(1, explain(KillPattern.owner(BOB.uid())).steps().get(0).candidates());
  }

  @Test
  void shouldNotLookAtOthersSessionsForARole() {
    assertEquals(100, explain(KillPattern.roles(WRITE)).steps().get(0).candidates());
  }

  @Test
  void shouldSayHowManyCandidatesMeetTheRest() {
    virtual.advance(Duration.ofMinutes(10));
    virtual.session(7, ANN).touch();
    final KillExplanation.Step step =
        explain(KillPattern.owner(ANN.uid()).idleFor(Duration.ofMinutes(5))).steps().get(0);
    assertEquals("100 99", step.candidates() + " " + step.sessions());
  }

  @Test
  void shouldMergePatternsThatOneIndexServes() {
    final KillPattern[] patterns =
        IntStream.range(0, 50).mapToObj(i -> KillPattern.session(id(i))).toArray(KillPattern[]::new);
    assertEquals(1, explain(patterns).steps().size());
  }

  @Test
  void shouldMergeLsidsOfDifferentOwners() {
    final KillPattern[] patterns =
        IntStream.range(0, 50)
            .mapToObj(i -> KillPattern.session(id(i), Uid.ofUser("u" + i, "app")))
            .toArray(KillPattern[]::new);
    assertEquals(1, explain(patterns).steps().size());
  }

  @Test
  void shouldNameTheLsidsOfDifferentOwnersInAStep() {
    final KillExplanation both = explain(KillPattern.session(id(0), ANN.uid()), KillPattern.session(id(0), BOB.uid()));
    assertEquals(
        "{lsid: {" + id(0) + ": [" + ANN.uid() + ", " + BOB.uid() + "]}}",
        both.steps().get(0).patterns().replace(BOB.uid() + ", " + ANN.uid(), ANN.uid() + ", " + BOB.uid()));
  }

  @Test
  void shouldHaveAStepForEachIndex() {
    final List<KillExplanation.Step> steps =
        explain(KillPattern.session(id(0)), KillPattern.owner(BOB.uid()), KillPattern.roles(WRITE)).steps();
    assertEquals(List.of(Index.SESSION_ID, Index.OWNER, Index.ROLE),
        steps.stream().map(KillExplanation.Step::index).toList());
  }

  @Test
  void shouldCountASessionInTheFirstStepOnly() {
    final List<KillExplanation.Step> steps =
        explain(KillPattern.session(id(0)), KillPattern.owner(BOB.uid()), KillPattern.roles(WRITE)).steps();
    assertEquals(List.of(2L, 0L, 99L), steps.stream().map(KillExplanation.Step::sessions).toList());
  }

  @Test
  void shouldAddUpToTheStepsSums() {
    final KillExplanation both = explain(KillPattern.session(id(0)), KillPattern.roles(WRITE));
    assertEquals(both.sessions(), both.steps().stream().mapToLong(KillExplanation.Step::sessions).sum());
  }

  @Test
  void shouldNameThePatternsOfAStep() {
    assertTrue(explain(KillPattern.roles(WRITE)).steps().get(0).patterns().contains("write@shop"));
  }

  @Test
  void shouldRefuseNull() {
    assertThrows(NullPointerException.class, () -> core.explain(null));
  }
}
