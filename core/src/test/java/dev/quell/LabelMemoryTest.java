package dev.quell;

import static dev.quell.VirtualCore.ANN;
import static dev.quell.VirtualCore.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.internal.label.LabelIndex;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Labels are gone with the last carrier (K8). */
class LabelMemoryTest {
  private static final Labels TWO = Labels.of("app", "billing", "zone", "west");

  private final VirtualCore virtual = new VirtualCore(builder -> builder.maxSessions(1_000));
  private final KillCore core = virtual.core;
  private final LabelIndex index = TestCores.inside(core).sessions.store().labels;

  @AfterEach
  void close() {
    virtual.close();
  }

  @Test
  void shouldGiveBackTheLabelsOfASessionThatEnds() {
    final Session session = core.session(id(1), ANN, TWO);
    final Session other = core.session(id(2), ANN, Labels.of("app", "billing"));
    assertEquals(2, index.count());
    session.end();
    assertEquals(1, index.count());
    other.end();
    assertEquals(0, index.count());
  }

  @Test
  void shouldGiveBackALabelThatIsReplaced() {
    final Session session = core.session(id(1), ANN, TWO);
    session.relabel(Labels.of("app", "other"));
    assertEquals(1, index.count());
    session.relabel(Labels.none());
    assertEquals(0, index.count());
  }

  @Test
  void shouldGiveBackTheLabelsOfACursorHoweverItEnds() {
    final Operation operation = core.operation().labels(TWO);
    core.begin(operation, "");
    final Cursor<?> closed = operation.openCursor(() -> {});
    final Cursor<?> killed = operation.openCursor(() -> {});
    final Cursor<?> pinned = operation.openCursor(() -> {});
    pinned.pin(operation);
    core.killCursor(killed.id(), "", "");
    core.killCursor(pinned.id(), "", "");
    closed.close();
    assertEquals(2, index.count());
    pinned.unpin();
    operation.close();
    operation.labels(Labels.none());
    assertEquals(0, index.count());
  }

  @Test
  void shouldGiveBackTheLabelsOfASessionThatIsRefused() {
    for (int i = 0; i < 1_000; i++) {
      virtual.session(i, ANN);
    }
    assertThrows(LimitExceededException.class, () -> core.session(id(1_000), ANN, TWO));
    assertEquals(0, index.count());
  }

  /** Labels some objects, uses each once and forgets them. */
  private void churn(final int count) {
    for (int i = 0; i < count; i++) {
      final Operation operation = core.operation().labels(Labels.of("number", "" + i));
      core.begin(operation, "");
      operation.close();
    }
  }

  @Test
  void shouldGiveBackTheLabelsOfADroppedOperation() throws InterruptedException {
    final Operation kept = core.operation().labels(TWO);
    churn(10_000);
    // the collector decides when; each turn asks it again
    for (int i = 0; index.count() > 2 && i < 1_000; i++) {
      System.gc();
      Thread.sleep(1);
      virtual.cycle();
    }
    assertEquals(2, index.count());
    core.begin(kept, "");
    assertEquals(1, core.kill(KillPattern.label("zone", "west")).operationsKilled());
    kept.close();
  }

  @Test
  void shouldGiveBackAMillionDifferentLabels() {
    final List<Session> sessions = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      sessions.add(core.session(id(i), ANN, Labels.of("value", "0")));
    }
    for (int i = 0; i < 1_000_000; i++) {
      sessions.get(i % 1_000).relabel(Labels.of("value", "" + i));
    }
    assertEquals(1_000, index.count());
    assertEquals(1, core.kill(KillPattern.label("value", "999123")).sessionsMatched());
    assertEquals(0, core.kill(KillPattern.label("value", "998123")).sessionsMatched());
    sessions.forEach(Session::end);
    assertEquals(0, index.count());
  }

  /** Strings with one hash code, as a client may choose them. */
  @Test
  void shouldTakeValuesWhoseHashCodesCollide() {
    final List<String> values = new ArrayList<>(List.of(""));
    for (int i = 0; i < 9; i++) {
      final List<String> longer = new ArrayList<>();
      values.forEach(value -> longer.addAll(List.of(value + "Aa", value + "BB")));
      values.clear();
      values.addAll(longer);
    }
    assertEquals(512, values.size());
    for (int i = 0; i < values.size(); i++) {
      core.session(id(i), ANN, Labels.of("value", values.get(i)));
    }
    assertEquals(512, index.count());
    assertEquals(
        512,
        core.kill(values.stream().map(value -> KillPattern.label("value", value)).toArray(KillPattern[]::new))
            .sessionsMatched());
    assertTrue(
        core.explain(KillRequest.of(KillPattern.label("value", values.get(7)))).steps().get(0).candidates() == 1);
  }
}
