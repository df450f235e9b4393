package dev.quell.stress.lincheck;

import static dev.quell.stress.lincheck.Checks.call;
import static dev.quell.stress.lincheck.Checks.scenario;

import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.Labels;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.SessionEndedException;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * The labels of a session are linearizable as a set that is replaced as a whole, until the session ends: a kill by one
 * label, or by either of two, matches the session if it carries that, or one of them, at one moment of the kill.
 */
class CoreLabelsLincheckTest {
  private static ModelCheckingOptions modelChecking(final Class<?> test) {
    return withScenarios(Checks.modelChecking(2, 3, 1, 80).addGuarantee(Checks.shownElsewhere()), test);
  }

  private static StressOptions stress(final Class<?> test) {
    return withScenarios(Checks.stress(2, 3, 1, 300), test);
  }

  private static <T extends Options<T, ?>> T withScenarios(final T options, final Class<?> test) {
    return options
        .sequentialSpecification(Carried.class)
        .addCustomScenario(
            scenario(
                test, // one label is exchanged for the other
                List.of(call("killAny"), call("killAny")),
                List.of(call("relabel", 2), call("relabel", 1), call("relabel", 2), call("relabel", 1))))
        .addCustomScenario(
            scenario(
                test, // the label comes and goes
                List.of(call("killLeft"), call("killLeft"), call("labels")),
                List.of(call("relabel", 3), call("relabel", 2), call("relabel", 1))))
        .addCustomScenario(
            scenario(
                test, // two relabel, and one ends the session
                List.of(call("relabel", 2), call("killAny"), call("labels")),
                List.of(call("relabel", 3), call("end"), call("labels"))));
  }

  @Test
  void shouldMeetWhatCarriesOneOfTheLabels() {
    Checks.passes(modelChecking(Real.class), Real.class);
  }

  @Test
  void shouldFindAKillLabelByLabel() {
    Checks.finds(modelChecking(LabelByLabel.class), LabelByLabel.class);
  }

  @Test
  void shouldFindARelabellingInTwoSteps() {
    Checks.finds(modelChecking(InTwoSteps.class), InTwoSteps.class);
  }

  @Test
  void shouldMeetWhatCarriesOneOfTheLabelsOnRealThreads() {
    Checks.passes(stress(Real.class), Real.class);
  }

  @Test
  void shouldFindAKillLabelByLabelOnRealThreads() {
    Checks.finds(stress(LabelByLabel.class), LabelByLabel.class);
  }

  private static final int LEFT = 1;
  private static final List<Labels> LABELS =
      List.of(
          Labels.none(),
          Labels.of("side", "left"),
          Labels.of("side", "right"),
          Labels.of("other", "left", "side", "left"));

  /** Which labels the session carries: none, one value, the other, or the one and another label. */
  public static class Carried {
    private int labels = LEFT;
    private boolean open = true;

    public boolean relabel(final int with) {
      if (open) {
        labels = with;
      }
      return open;
    }

    public boolean killLeft() {
      return (labels & LEFT) != 0;
    }

    public boolean killAny() {
      return labels != 0;
    }

    public int labels() {
      return open ? labels : -1;
    }

    public boolean end() {
      labels = 0;
      final boolean ended = open;
      open = false;
      return ended;
    }
  }

  /** The shipped classes. */
  @Param(name = "labels", gen = IntGen.class, conf = "0:3")
  public static class Real {
    static final KillPattern BY_LEFT = KillPattern.label("side", "left");
    static final KillPattern BY_RIGHT = KillPattern.label("side", "right");
    final QuietCore core = new QuietCore();
    final Session session = core.session(1, Owner.of("ann", "db"));

    public Real() {
      session.relabel(LABELS.get(LEFT));
    }

    @Operation
    public boolean relabel(@Param(name = "labels") final int with) {
      try {
        session.relabel(LABELS.get(with));
        return true;
      } catch (final SessionEndedException e) {
        return false;
      }
    }

    @Operation
    public boolean killLeft() {
      return matches(BY_LEFT);
    }

    @Operation
    public boolean killAny() {
      return matches(BY_LEFT, BY_RIGHT);
    }

    final boolean matches(final KillPattern... patterns) {
      final long matched = core.kills.kill(KillRequest.of(patterns)).sessionsMatched();
      if (matched > 1) {
        throw new IllegalStateException("counted " + matched + " times");
      }
      return matched == 1;
    }

    @Operation
    public int labels() {
      try {
        return LABELS.indexOf(session.labels());
      } catch (final SessionEndedException e) {
        return -1;
      }
    }

    @Operation
    public boolean end() {
      return session.end();
    }
  }

  /** First one label, then the other: a session that exchanges the second for the first in between escapes. */
  public static class LabelByLabel extends Real {
    @Override
    @Operation
    public boolean killAny() {
      if (matches(BY_LEFT)) {
        return true;
      }
      Checks.window();
      return matches(BY_RIGHT);
    }
  }

  /** First none, then the new ones. */
  public static class InTwoSteps extends Real {
    @Override
    @Operation
    public boolean relabel(@Param(name = "labels") final int with) {
      super.relabel(0);
      Checks.window();
      return super.relabel(with);
    }
  }
}
