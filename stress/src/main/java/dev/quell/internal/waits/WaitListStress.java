package dev.quell.internal.waits;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** The wait list alone. */
public final class WaitListStress {
  private WaitListStress() {}

  /** The dependants of a run are made once, whoever needs them first. */
  @State
  @JCStressTest
  @Outcome(id = "true", expect = ACCEPTABLE, desc = "both have the same")
  @Outcome(expect = FORBIDDEN, desc = "one has what nobody else will find")
  public static class WL_I3_DependantsTwice {
    @SuppressWarnings("NullAway") // nobody asks for the run
    private final WaitList list = new WaitList(null);
    private @Nullable Dependants first;
    private @Nullable Dependants second;

    @Actor public void host1() { first = list.dependants(); }

    @Actor public void host2() { second = list.dependants(); }

    @Arbiter public void observer(final Z_Result r) { r.r1 = first == second && first == list.dependantsIfAny(); }
  }
}
