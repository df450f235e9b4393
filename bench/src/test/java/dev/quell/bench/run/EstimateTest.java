package dev.quell.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class EstimateTest {
  private final FakeStep slow = new FakeStep("slow").with("a", 10).with("b", 20).with("c", 30);
  private final FakeStep other = new FakeStep("other").with("d", 100);
  private final Estimate left = new Estimate();

  private void allIsLeft() {
    slow.jobs().forEach(job -> left.isLeft(slow, job));
    other.jobs().forEach(job -> left.isLeft(other, job));
  }

  @Test
  void shouldBelieveThePlanAtFirst() {
    allIsLeft();
    assertEquals(160, left.secondsLeft());
  }

  @Test
  void shouldLearnFromTheTimesOfTheSameStepAndElseOfAll() {
    allIsLeft();
    left.wasRun(slow, slow.jobs().get(0), 20);
    assertEquals(2 * 50 + 2 * 100, left.secondsLeft());
    left.took(new FakeStep("third"), new FakeStep("third").with("e", 10).jobs().get(0), 40);
    assertEquals(2 * 50 + 3 * 100, left.secondsLeft());
  }

  @Test
  void shouldLearnFromWhatWasRunBefore() {
    slow.jobs().subList(1, 3).forEach(job -> left.isLeft(slow, job));
    left.took(slow, slow.jobs().get(0), 5);
    assertEquals(25, left.secondsLeft());
  }

  @Test
  void shouldHaveNothingLeftAtTheEnd() {
    assertEquals(0, left.secondsLeft());
  }

  @Test
  void shouldReadWell() {
    assertEquals("0 s", Estimate.text(-0.1));
    assertEquals("179 s", Estimate.text(179));
    assertEquals("3 min", Estimate.text(180));
    assertEquals("119 min", Estimate.text(7_140));
    assertEquals("2 h 05 min", Estimate.text(7_500));
  }
}
