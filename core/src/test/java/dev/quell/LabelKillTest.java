package dev.quell;

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
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a pattern with labels reaches: sessions, operations and cursors that carry them. */
class LabelKillTest {
  private static final Labels BILLING = Labels.of("app", "billing");
  private static final Labels BOTH = Labels.of("app", "billing", "zone", "west");
  private static final KillPattern BY_APP = KillPattern.label("app", "billing");
  private static final KillPattern BY_BOTH = BY_APP.withLabel("zone", "west");

  private final VirtualCore virtual = new VirtualCore();
  private final KillCore core = virtual.core;
  private final Map<String, Operation> operations = new TreeMap<>();
  private final Map<String, Cursor<?>> cursors = new TreeMap<>();

  @AfterEach
  void close() {
    virtual.close();
  }

  private Session labelled(final long number, final Owner owner, final Labels labels) {
    return core.session(id(number), owner, labels);
  }

  private Operation begin(final String name, final Session session, final Labels labels) {
    final Operation operation = core.operation().labels(labels);
    operations.put(name, session == null ? core.begin(operation, name) : session.begin(operation, name));
    return operation;
  }

  /** Opens a cursor with the labels, by an operation that ends again. */
  private void open(final String name, final Session session, final Labels labels) {
    final Operation opener = core.operation().labels(labels);
    final Operation running = session == null ? core.begin(opener, "") : session.begin(opener);
    cursors.put(name, running.openCursor(() -> {}));
    running.close();
  }

  private String killed() {
    final TreeSet<String> names = new TreeSet<>();
    operations.forEach((name, operation) -> {
      if (operation.isKilled()) {
        names.add(name);
      }
    });
    cursors.forEach((name, cursor) -> {
      if (!cursor.isOpen()) {
        names.add(name);
      }
    });
    return String.join(" ", names);
  }

  private void assertKills(final String expected, final int sessions, final KillPattern... patterns) {
    final Set<String> names = expected.isEmpty() ? Set.of() : Set.of(expected.split(" "));
    final long hitOperations = names.stream().filter(operations::containsKey).count();
    final long hitCursors = names.stream().filter(cursors::containsKey).count();
    final KillExplanation explained = core.explain(KillRequest.of(patterns));
    assertEquals(
        List.of((long) sessions, hitOperations, hitCursors),
        List.of(explained.sessions(), explained.operations(), explained.cursors()),
        explained.toString());
    assertEquals(sessions, core.sessions(patterns).count());
    assertEquals(
        names.stream().filter(operations::containsKey).collect(Collectors.toCollection(TreeSet::new)).toString(),
        core.operations(patterns).map(OperationInfo::description).sorted().toList().toString());
    assertEquals(
        names.stream().filter(cursors::containsKey).map(name -> cursors.get(name).id()).sorted().toList(),
        core.cursors(patterns).map(CursorInfo::id).sorted().toList());
    final KillReport report = core.kill(patterns);
    assertEquals(expected, killed());
    assertEquals(
        List.of((long) sessions, hitOperations, hitCursors),
        List.of(report.sessionsMatched(), report.operationsKilled(), report.cursorsKilled()));
    final KillReport again = core.kill(patterns);
    assertEquals(0, again.operationsKilled() + again.cursorsKilled());
    assertEquals(sessions, again.sessionsMatched());
  }

  /** Two sessions, of which the first carries a label; in each, and in none, work with the label and without. */
  private void crowd() {
    final Session with = labelled(1, ANN, BILLING);
    final Session without = labelled(2, BOB, Labels.none());
    int number = 0;
    for (final Session session : new Session[] {with, without, null}) {
      final String where = "abc".substring(number, ++number);
      begin(where + "1-plain", session, Labels.none());
      begin(where + "2-billing", session, BILLING);
      begin(where + "3-both", session, BOTH);
      open(where + "4-plain", session, Labels.none());
      open(where + "5-billing", session, BILLING);
      open(where + "6-both", session, BOTH);
    }
  }

  // ---- what is matched

  @Test
  void shouldReachAllWorkOfALabelledSessionAndAllLabelledWork() {
    crowd();
    assertKills(
        "a1-plain a2-billing a3-both a4-plain a5-billing a6-both"
            + " b2-billing b3-both b5-billing b6-both c2-billing c3-both c5-billing c6-both",
        1,
        BY_APP);
  }

  @Test
  void shouldReachWhatCarriesAllOfSeveralLabels() {
    crowd();
    assertKills("a3-both a6-both b3-both b6-both c3-both c6-both", 0, BY_BOTH);
  }

  @Test
  void shouldNotAddTheLabelsOfASessionToThoseOfItsWork() {
    final Session session = labelled(1, ANN, BILLING);
    begin("x", session, Labels.of("zone", "west"));
    open("y", session, Labels.of("zone", "west"));
    assertKills("", 0, BY_BOTH);
  }

  @Test
  void shouldReachLabelledWorkInSessionsOfTheOwner() {
    crowd();
    assertKills("b2-billing b3-both b5-billing b6-both", 0, BY_APP.withOwner(BOB.uid()));
  }

  @Test
  void shouldReachEverythingInALabelledSessionOfTheOwner() {
    crowd();
    assertKills(
        "a1-plain a2-billing a3-both a4-plain a5-billing a6-both", 1, BY_APP.withUsers(List.of(ANN.name().get())));
  }

  @Test
  void shouldReachLabelledWorkInASessionWithTheUuid() {
    crowd();
    assertKills("b2-billing b3-both b5-billing b6-both", 0, BY_APP.withSession(id(2)));
  }

  @Test
  void shouldReachLabelledWorkInSessionsOfARole() {
    crowd();
    assertKills("a3-both a6-both", 0, BY_BOTH.withRoles(List.of(WRITE)));
  }

  @Test
  void shouldReachNoWorkWithoutASessionIfThereIsAnotherField() {
    crowd();
    assertKills(
        "a1-plain a2-billing a3-both a4-plain a5-billing a6-both b2-billing b3-both b5-billing b6-both",
        1,
        BY_APP.olderThan(Duration.ZERO));
  }

  @Test
  void shouldReachNobodyIfTheOtherFieldsDoNot() {
    crowd();
    assertKills("", 0, BY_APP.withUsers(List.of()));
  }

  @Test
  void shouldReachNobodyWithAnotherValue() {
    crowd();
    assertKills("", 0, KillPattern.label("app", "billin"), KillPattern.label("ap", "billing"));
  }

  @Test
  void shouldReachWhatMeetsAnyOfSeveralPatternsOnce() {
    crowd();
    assertKills(
        "a1-plain a2-billing a3-both a4-plain a5-billing a6-both"
            + " b2-billing b3-both b5-billing b6-both c3-both c6-both",
        1,
        BY_APP.withOwner(BOB.uid()),
        BY_BOTH,
        BY_APP.withSession(id(1)),
        KillPattern.owner(ANN.uid()));
  }

  @Test
  void shouldReachWhatMeetsAnyOfManyPatternsOnce() {
    crowd();
    final KillPattern[] patterns = new KillPattern[20];
    for (int i = 0; i < patterns.length; i++) {
      patterns[i] = KillPattern.label("app", "other" + i);
    }
    patterns[4] = BY_BOTH.withRoles(List.of(READ));
    patterns[9] = BY_APP.withOwner(BOB.uid()).idleFor(Duration.ZERO);
    patterns[14] = BY_BOTH;
    assertKills("a3-both a6-both b2-billing b3-both b5-billing b6-both c3-both c6-both", 0, patterns);
  }

  @Test
  void shouldReachLabelledWorkWithoutASessionBesideThePatternOfEverything() {
    labelled(1, ANN, Labels.none());
    begin("x", virtual.session(1, ANN), Labels.none());
    begin("y", null, BILLING);
    begin("z", null, Labels.none());
    assertKills("x y", 1, KillPattern.all(), BY_APP, KillPattern.owner(ANN.uid()));
  }

  @Test
  void shouldCountASessionWithTwoLabelsOnce() {
    begin("x", labelled(1, ANN, BOTH), Labels.none());
    assertKills("x", 1, BY_APP, KillPattern.label("zone", "west"));
  }

  @Test
  void shouldReachLabelledWorkBesideAPatternThatWalksEverything() {
    crowd();
    virtual.advance(Duration.ofSeconds(10));
    labelled(3, BOB, Labels.none());
    begin("d2-billing", virtual.session(3, BOB), BILLING);
    assertKills(
        "a1-plain a2-billing a3-both a4-plain a5-billing a6-both"
            + " b1-plain b2-billing b3-both b4-plain b5-billing b6-both c2-billing c3-both c5-billing c6-both"
            + " d2-billing",
        2,
        BY_APP,
        KillPattern.all().olderThan(Duration.ofSeconds(5)));
  }

  @Test
  void shouldPassOverExemptOperations() {
    final Session session = labelled(1, ANN, BILLING);
    operations.put("x", session.begin(core.operation().labels(BILLING).exempt(true)));
    operations.put("y", core.begin(core.operation().labels(BILLING).exempt(true), ""));
    assertKills("", 1, BY_APP);
  }

  @Test
  void shouldReachALabelledOperationWhoseSessionHasEnded() {
    final Session session = labelled(1, ANN, Labels.none());
    begin("first", session, BILLING);
    begin("further", session, BILLING);
    session.end();
    assertKills("", 0, BY_APP.withOwner(ANN.uid()));
    assertKills("first further", 0, BY_APP);
  }

  @Test
  void shouldSpareWhatBeganAfterTheCutOff() {
    final Session session = labelled(1, ANN, Labels.none());
    begin("old", session, BILLING);
    open("oldCursor", session, BILLING);
    final long cutOff = core.cutOff();
    begin("young", session, BILLING);
    begin("alone", null, BILLING);
    open("youngCursor", null, BILLING);
    final KillReport report = core.kill(KillRequest.of(BY_APP).startedBefore(cutOff));
    assertEquals("old oldCursor", killed());
    assertEquals(List.of(1L, 1L), List.of(report.operationsKilled(), report.cursorsKilled()));
  }

  @Test
  void shouldReachOnlyWhatANarrowedKillIsFor() {
    final Session session = labelled(1, ANN, Labels.none());
    begin("inSession", session, BILLING);
    begin("alone", null, BILLING);
    open("cursor", session, BILLING);
    assertEquals(0, core.kill(KillRequest.of(BY_APP).runningFor(Duration.ofSeconds(1))).operationsKilled());
    assertEquals(1, core.explain(KillRequest.of(BY_APP).cursorsOnly()).cursors());
    assertEquals(1, core.kill(KillRequest.of(BY_APP).cursorsOnly()).cursorsKilled());
    assertEquals("cursor", killed());
    virtual.pass(Duration.ofSeconds(2));
    assertEquals(
        2, core.kill(KillRequest.of(BY_APP).operationsOnly().runningFor(Duration.ofSeconds(1))).operationsKilled());
  }

  // ---- when labels count

  @Test
  void shouldLabelASessionWhenItOpensAndKeepTheLabelsOfOneThatIsThere() {
    final Session session = labelled(1, ANN, BILLING);
    assertEquals(BILLING, session.labels());
    assertEquals(session, labelled(1, ANN, BOTH));
    assertEquals(BILLING, session.labels());
    assertEquals(BILLING, session.info().labels());
    assertEquals(Labels.none(), virtual.session(2, ANN).labels());
  }

  @Test
  void shouldGoByTheNewLabelsOfASession() {
    final Session session = labelled(1, ANN, BILLING);
    begin("x", session, Labels.none());
    session.relabel(Labels.of("zone", "west"));
    assertKills("", 0, BY_APP);
    session.relabel(BOTH);
    assertEquals(BOTH, session.labels());
    session.relabel(Labels.none());
    assertKills("", 0, BY_APP);
    session.relabel(BILLING);
    assertKills("x", 1, BY_APP);
  }

  @Test
  void shouldGoByTheLabelsOfTheObjectInEachRun() {
    final Session session = labelled(1, ANN, Labels.none());
    final Operation operation = core.operation().labels(BILLING);
    session.begin(operation);
    assertEquals(BILLING, operation.info().labels());
    assertEquals(1, core.kill(BY_APP).operationsKilled());
    operation.close();
    session.begin(operation);
    assertFalse(operation.isKilled());
    assertEquals(1, core.kill(BY_APP).operationsKilled());
    operation.close();
    operation.labels(Labels.none());
    session.begin(operation);
    assertEquals(Labels.none(), operation.info().labels());
    assertEquals(0, core.kill(BY_APP).operationsKilled());
    operation.close();
  }

  @Test
  void shouldNotReachAnObjectThatDoesNotRun() {
    final Operation operation = core.operation().labels(BILLING);
    assertEquals(0, core.kill(BY_APP).operationsKilled());
    assertFalse(operation.isKilled());
  }

  @Test
  void shouldGiveACursorTheLabelsOfTheOperationThatOpensIt() {
    final Session session = labelled(1, ANN, Labels.none());
    final Operation operation = session.begin(core.operation().labels(BOTH));
    final Cursor<?> cursor = operation.openCursor(() -> {});
    assertEquals(BOTH, cursor.info().labels());
    assertEquals(session, cursor.session().get());
    operation.close();
    operation.labels(Labels.none());
    assertEquals(BOTH, cursor.info().labels());
    assertEquals(Labels.none(), session.openCursor(() -> {}).info().labels());
    core.begin(operation.labels(BILLING), "");
    final Cursor<?> alone = operation.openCursor(() -> {});
    assertEquals(BILLING, alone.info().labels());
    assertTrue(alone.session().isEmpty());
  }

  // ---- how it is found

  private KillExplanation.Step step(final KillPattern pattern) {
    final List<KillExplanation.Step> steps = core.explain(KillRequest.of(pattern)).steps();
    assertEquals(1, steps.size());
    return steps.get(0);
  }

  @Test
  void shouldBeFoundThroughTheLabel() {
    for (int i = 0; i < 100; i++) {
      labelled(i, ANN, i < 3 ? BOTH : BILLING);
    }
    begin("x", null, BOTH);
    open("y", null, BOTH);
    open("z", virtual.session(1, ANN), BOTH);
    // the opener of y and that of z are carriers too
    assertEquals(Index.LABEL, step(BY_BOTH).index());
    assertEquals(3 + 3 + 2, step(BY_BOTH).candidates());
    assertEquals(Index.LABEL, step(BY_BOTH.withOwner(ANN.uid())).index());
    assertEquals(Index.LABEL, step(BY_BOTH.withRoles(List.of(READ))).index());
    assertEquals(Index.SESSION_ID, step(BY_BOTH.withSession(id(1))).index());
  }

  @Test
  void shouldBeFoundThroughTheFieldWithFewerCandidates() {
    for (int i = 0; i < 100; i++) {
      labelled(i, ANN, BILLING);
    }
    labelled(1, BOB, Labels.none());
    assertEquals(Index.OWNER, step(BY_APP.withOwner(BOB.uid())).index());
    assertEquals(1, step(BY_APP.withOwner(BOB.uid())).candidates());
    core.replaceRoles(BOB.withRoles(Role.of("rare", "db")));
    assertEquals(Index.ROLE, step(BY_APP.withRoles(List.of(Role.of("rare", "db")))).index());
  }

  @Test
  void shouldFindNothingThroughALabelThatNobodyCarries() {
    labelled(1, ANN, BILLING);
    final KillExplanation.Step step = step(KillPattern.label("app", "other"));
    assertEquals(Index.LABEL, step.index());
    assertEquals(0, step.candidates());
  }

  // ---- what is refused

  @Test
  void shouldRefuseToRelabelARunningOperation() {
    final Operation operation = core.begin("");
    assertThrows(IllegalStateException.class, () -> operation.labels(BILLING));
    assertEquals(Labels.none(), operation.info().labels());
    operation.close();
    operation.labels(BILLING);
  }

  @Test
  void shouldRefuseToLabelASessionThatHasEnded() {
    final Session session = labelled(1, ANN, BILLING);
    session.end();
    assertThrows(SessionEndedException.class, () -> session.relabel(BOTH));
    assertThrows(SessionEndedException.class, () -> session.relabel(BILLING));
    assertThrows(SessionEndedException.class, session::labels);
  }

  @Test
  void shouldRefuseNull() {
    final Session session = virtual.session(1, ANN);
    assertThrows(NullPointerException.class, () -> core.session(id(1), ANN, null));
    assertThrows(NullPointerException.class, () -> core.session(null, ANN, BILLING));
    assertThrows(NullPointerException.class, () -> core.session(id(1), null, BILLING));
    assertThrows(NullPointerException.class, () -> session.relabel(null));
    assertThrows(NullPointerException.class, () -> core.operation().labels(null));
    assertThrows(NullPointerException.class, () -> core.operations((KillPattern) null));
    assertThrows(NullPointerException.class, () -> core.cursors((KillPattern) null));
  }

  @Test
  void shouldRefuseACursorOfAnOperationThatDoesNotRunOrWhoseSessionHasEnded() {
    final Operation operation = core.operation();
    assertThrows(IllegalStateException.class, () -> operation.openCursor(() -> {}));
    final Session session = virtual.session(1, ANN);
    session.begin(operation);
    assertThrows(NullPointerException.class, () -> operation.openCursor(null));
    session.end();
    assertThrows(SessionEndedException.class, () -> operation.openCursor(() -> {}));
    operation.close();
  }

  @Test
  void shouldRefuseALabelledSessionOnceTheCoreIsClosed() {
    final Session session = labelled(1, ANN, BILLING);
    final Operation operation = core.begin("");
    core.close();
    assertThrows(ClosedCoreException.class, () -> labelled(1, ANN, BILLING));
    assertThrows(ClosedCoreException.class, () -> operation.openCursor(() -> {}));
    assertThrows(SessionEndedException.class, () -> session.relabel(BOTH));
    operation.close();
  }
}
