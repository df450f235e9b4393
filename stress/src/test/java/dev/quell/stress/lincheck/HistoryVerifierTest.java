package dev.quell.stress.lincheck;

import static dev.quell.stress.lincheck.Checks.call;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.stress.lincheck.CoreKillsLincheckTest.Real;
import dev.quell.stress.lincheck.CoreKillsLincheckTest.TwoSessions;
import dev.quell.stress.lincheck.KillByPattern.Report;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionResult;
import org.jetbrains.kotlinx.lincheck.execution.HBClock;
import org.jetbrains.kotlinx.lincheck.execution.ResultWithClock;
import org.jetbrains.kotlinx.lincheck.util.ValueResult;
import org.junit.jupiter.api.Test;

/** The judge itself: histories by hand, each of which keeps or breaks one guarantee. */
class HistoryVerifierTest {
  private static final int KILLED = 21;

  private final List<List<Object>> first = new ArrayList<>();
  private final List<List<Object>> second = new ArrayList<>();
  private final List<ResultWithClock> firstResults = new ArrayList<>();
  private final List<ResultWithClock> secondResults = new ArrayList<>();

  /** The first thread calls, when so many calls of the second have returned. */
  private HistoryVerifierTest first(final int afterSecond, final List<Object> call, final Object result) {
    firstResults.add(new ResultWithClock(new ValueResult(result), new HBClock(new int[] {first.size(), afterSecond})));
    first.add(call);
    return this;
  }

  /** The second thread calls, when so many calls of the first have returned. */
  private HistoryVerifierTest second(final int afterFirst, final List<Object> call, final Object result) {
    secondResults.add(new ResultWithClock(new ValueResult(result), new HBClock(new int[] {afterFirst, second.size()})));
    second.add(call);
    return this;
  }

  private boolean isLegal() {
    return new HistoryVerifier(TwoSessions.class)
        .verifyResultsImpl(
            Checks.scenario(Real.class, first, second),
            new ExecutionResult(List.of(), List.of(firstResults, secondResults), List.of()));
  }

  private static Report report(final int operations, final int sessions) {
    return new Report(KILLED, operations, 0, sessions);
  }

  @Test
  void shouldAcceptAKillOfWhatWasThere() {
    first(0, call("begin", 1, 1, 1), "begun").second(1, call("killAll", 2), report(1, 2));
    assertTrue(first(1, call("finish", 1), KILLED).isLegal());
  }

  @Test
  void shouldRefuseAKillThatMissesWhatWasThere() {
    first(0, call("begin", 1, 1, 1), "begun").second(1, call("killAll", 2), report(0, 2));
    assertFalse(first(1, call("finish", 1), 0).isLegal(), "K1");
  }

  @Test
  void shouldAcceptAKillThatMissesWhatBeginsMeanwhile() {
    first(0, call("begin", 1, 1, 1), "begun").second(0, call("killAll", 2), report(0, 2));
    assertTrue(first(1, call("finish", 1), 0).isLegal());
  }

  @Test
  void shouldRefuseAKillOfWhatBeginsAfterIt() {
    second(0, call("killAll", 2), report(1, 2)).first(1, call("begin", 1, 1, 1), "begun");
    assertFalse(first(1, call("finish", 1), KILLED).isLegal(), "K2");
  }

  @Test
  void shouldRefuseAKillInAnotherSession() {
    first(0, call("begin", 1, 1, 2), "begun").second(1, call("killOwner", 2, 1), report(1, 1));
    assertFalse(first(1, call("finish", 1), KILLED).isLegal(), "K3");
  }

  @Test
  void shouldRefuseACountTooHigh() {
    first(0, call("begin", 1, 1, 1), "begun").second(1, call("killAll", 2), report(2, 2));
    assertFalse(first(1, call("finish", 1), KILLED).isLegal(), "K4");
  }

  @Test
  void shouldRefuseACountTooLow() {
    first(0, call("begin", 1, 1, 1), "begun").second(0, call("killAll", 2), report(0, 2));
    assertFalse(first(0, call("finish", 1), KILLED).isLegal(), "K4");
  }

  @Test
  void shouldRefuseTwoKillsOfOneOperation() {
    first(0, call("begin", 1, 1, 1), "begun").second(1, call("killAll", 2), report(1, 2));
    assertFalse(first(1, call("killOperation", 1), true).isLegal(), "K4");
  }

  @Test
  void shouldRefuseTheCauseOfAnotherKill() {
    first(0, call("begin", 1, 1, 1), "begun").second(1, call("killAll", 2), report(1, 2));
    assertFalse(first(1, call("finish", 1), KILLED + 1).isLegal(), "K3");
  }

  @Test
  void shouldRefuseASessionTooManyAmongThoseMatched() {
    second(0, call("killOwner", 2, 1), report(0, 2));
    assertFalse(isLegal());
  }

  @Test
  void shouldRefuseASessionTooFewAmongThoseMatched() {
    second(0, call("killOwner", 2, 1), report(0, 0));
    assertFalse(isLegal());
  }

  @Test
  void shouldAcceptEitherNumberOfSessionsWhenOneEndsMeanwhile() {
    second(0, call("killOwner", 2, 1), report(0, 0));
    assertTrue(first(0, call("end", 1, 1), true).isLegal());
  }
}
