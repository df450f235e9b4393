package dev.quell.internal.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCore;
import dev.quell.KillExplanation.Index;
import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.Labels;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Session;
import dev.quell.TestCores;
import dev.quell.internal.session.SessionStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In which order a joint walk takes its steps, and when it starts again. */
class JointOrderTest {
  private static final Role ROLE = Role.of("role", "db");
  private static final Owner ANN = Owner.of("ann", "db", ROLE);
  private static final Labels LEFT = Labels.of("side", "left");
  private static final Labels RIGHT = Labels.of("side", "right");
  private static final KillPattern BY_LEFT = KillPattern.label("side", "left");
  private static final KillPattern BY_RIGHT = KillPattern.label("side", "right");

  private final KillCore core = KillCore.builder().hostRunsAgent().build();
  private final SessionStore store = TestCores.inside(core).sessions.store();
  private final Session session = core.session(new UUID(0, 1), ANN, LEFT);

  @AfterEach
  void close() {
    core.close();
  }

  private JointOrder order(final KillPattern... patterns) {
    final Selector[] selectors = PatternCompiler.compile(KillRequest.of(patterns));
    return new JointOrder(store, new KillPlan(store, selectors), selectors.length, true);
  }

  /** Exchanges the session's label for the other one. */
  private void exchange() {
    session.relabel(session.labels().equals(LEFT) ? RIGHT : LEFT);
  }

  /** The steps; what is to happen during each of them does. */
  private static List<Index> steps(final JointOrder order, final Runnable during) {
    final List<Index> steps = new ArrayList<>();
    while (order.next()) {
      steps.add(order.index());
      during.run();
    }
    assertFalse(order.next());
    return steps;
  }

  @Test
  void shouldTakeUuidsAndOwnersFirstThenLabelsThenRoles() {
    assertEquals(
        List.of(Index.OWNER, Index.SESSION_ID, Index.LABEL, Index.LABEL, Index.ROLE),
        steps(
            order(
                KillPattern.roles(ROLE),
                BY_LEFT,
                KillPattern.owner(ANN.uid()),
                BY_RIGHT,
                KillPattern.session(new UUID(0, 1))),
            () -> {}));
  }

  @Test
  void shouldMakeAnotherPassIfASessionExchangesALabelForAnother() {
    final JointOrder order = order(BY_LEFT, BY_RIGHT);
    assertTrue(order.next());
    exchange();
    assertTrue(order.workToo());
    assertTrue(order.next());
    assertTrue(order.next());
    assertEquals(Index.LABEL, order.index());
    assertFalse(order.workToo(), "labels of work do not change");
    assertTrue(order.next());
    assertFalse(order.next());
  }

  @Test
  void shouldWalkEverythingAfterThreePassesThatWereDisturbed() {
    final List<Index> steps = steps(order(BY_LEFT, BY_RIGHT), this::exchange);
    assertEquals(7, steps.size());
    assertEquals(Index.ALL, steps.get(6));
    assertEquals(6, steps.stream().filter(Index.LABEL::equals).count());
  }

  @Test
  void shouldMakeAnotherPassIfAnOwnerExchangesARole() {
    assertEquals(
        List.of(Index.LABEL, Index.ROLE, Index.LABEL, Index.ROLE, Index.LABEL, Index.ROLE, Index.ALL),
        steps(order(BY_LEFT, KillPattern.roles(ROLE)), () -> core.replaceRoles(
            core.explain(KillRequest.of(KillPattern.roles(ROLE))).sessions() == 0 ? ANN : ANN.withRoles())));
  }

  @Test
  void shouldMakeOnePassOverOneLabelWhateverChanges() {
    assertEquals(
        List.of(Index.OWNER, Index.LABEL), steps(order(BY_LEFT, KillPattern.owner(ANN.uid())), this::exchange));
  }

  /** Labels share counts of moves, by a keyed hash: so some others do disturb it, most do not. */
  @Test
  void shouldNotBeDisturbedByMostOtherLabels() {
    int undisturbed = 0;
    for (int i = 0; i < 100; i++) {
      final JointOrder order = order(KillPattern.label("a", "left" + i), KillPattern.label("a", "right" + i));
      undisturbed += steps(order, this::exchange).equals(List.of(Index.LABEL, Index.LABEL)) ? 1 : 0;
    }
    assertTrue(undisturbed > 50, "undisturbed: " + undisturbed + " of 100");
  }

  @Test
  void shouldLeaveOnlyWorkToTheLabelsIfEverythingIsWalked() {
    final JointOrder order =
        order(KillPattern.all().olderThan(Duration.ofSeconds(1)), BY_LEFT, KillPattern.roles(ROLE));
    assertTrue(order.next());
    assertEquals(Index.ALL, order.index());
    assertTrue(order.next());
    assertEquals(Index.LABEL, order.index());
    assertFalse(order.sessionsToo());
    assertFalse(order.next());
  }
}
