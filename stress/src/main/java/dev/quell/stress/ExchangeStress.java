package dev.quell.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.quell.KillCode;
import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.Owner;
import dev.quell.Role;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** K1: an owner that goes from one pattern of a kill to another meets one of them all the time. */
public final class ExchangeStress {
  private ExchangeStress() {}

  /**
   * Each role is asked for by a pattern of its own, the first of which names the owner besides. What
   * stands between the two takes the time in which an exchange could be missed.
   */
  @State
  @JCStressTest
  @Outcome(id = "50", expect = ACCEPTABLE, desc = "it met one pattern or the other")
  @Outcome(expect = FORBIDDEN, desc = "missed between two patterns of which it met one all the time")
  public static class K1_ExchangeVsKillByTwoPatterns extends Fixture.OneSession {
    private static final Owner NOBODY = Owner.of("nobody", "db");
    private final Role left = Role.of("left" + number, "db");
    private final Role right = Role.of("right" + number, "db");
    private final KillRequest request;

    public K1_ExchangeVsKillByTwoPatterns() {
      Fixture.SHARED.owners.replaceRoles(owner.withRoles(right));
      session.begin(operation);
      final List<KillPattern> patterns = new ArrayList<>();
      patterns.add(KillPattern.owner(owner.uid()).withRoles(List.of(left)));
      for (int i = 0; i < 20; i++) {
        patterns.add(KillPattern.owner(NOBODY.uid()).withRoles(List.of(Role.of("role" + i, "db"))));
      }
      patterns.add(KillPattern.roles(right));
      request = KillRequest.of(patterns).code(KillCode.MAX_TIME_MS_EXPIRED);
      Fixture.SHARED.kills.explain(request); // which makes the request ready
    }

    @Actor public void administrator() { Fixture.SHARED.owners.replaceRoles(owner.withRoles(left)); }

    @Actor public void killer() { Fixture.SHARED.kills.kill(request); }

    @Arbiter public void observer(final I_Result r) {
      r.r1 = Fixture.code(operation);
      operation.close();
      session.end();
    }
  }
}
