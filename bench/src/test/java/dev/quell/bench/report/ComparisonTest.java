package dev.quell.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.bench.report.Comparison.Change;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComparisonTest {
  private static final String HANDLE = "BeginEndBenchmark.handle";
  private static final String LIMIT = "LimitsBenchmark.casTwice";
  private static final int PAIRS = 20_000;

  private final Random random = new Random(7); // the same pairs each time

  private static Results run(final double handle, final double limit) {
    return new Results()
        .addJmh(Sample.jmh(HANDLE, "{}", handle, handle * 1.02, handle * 0.98))
        .addJmh(Sample.jmh(LIMIT, "{}", limit, limit * 1.01, limit * 0.99));
  }

  /** Those beyond the noise. */
  private static List<String> found(final Results before, final Results after) {
    return Comparison.changes(before, after).stream()
        .map(Change::toString)
        .filter(change -> !change.startsWith("same"))
        .toList();
  }

  @Test
  void shouldFindWhatGotSlowerAndWhatGotFaster() {
    final String name = "  " + HANDLE + ": ";
    assertEquals(
        List.of("slower x 1.30 (noise x 1.20)" + name + "10 ns -> 13 ns"), found(run(10, 5), run(13, 5)));
    assertEquals(List.of("faster x 0.77 (noise x 1.20)" + name + "13 ns -> 10 ns"), found(run(13, 5), run(10, 5)));
  }

  @Test
  void shouldNotTakeNoiseOrAnotherMachineForAChange() {
    assertEquals(List.of(), found(run(10, 5), run(10.6, 5)));
    assertEquals(List.of(), found(run(10, 5), run(20, 10)));
    assertEquals(1, found(run(10, 5), run(10, 4)).size());
  }

  @Test
  void shouldCompareBytesHeldAsTheyAre() {
    final String line = "footprint subject=quell sessions=1000000 bytes=";
    final Results hundred = new Results().addLines(List.of(line + 100));
    assertEquals(List.of(), found(hundred, new Results().addLines(List.of(line + 101))));
    assertEquals(1, found(hundred, new Results().addLines(List.of(line + 104))).size());
  }

  @Test
  void shouldAnswerByTheExitStatus() {
    assertEquals(0, Comparison.print(run(10, 5), run(10, 5)));
    assertEquals(1, Comparison.print(run(10, 5), run(15, 5)));
    assertEquals(0, Comparison.print(run(15, 5), run(10, 5)));
    final Results withoutLimits = new Results().addJmh(Sample.jmh(HANDLE, "{}", 10, 10));
    assertEquals(2, Comparison.print(withoutLimits, withoutLimits));
  }

  /** The logarithms of forks distributed normally, with this standard deviation; the limit as if it had no noise. */
  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.05, 0.1, 0.2})
  void shouldCallAtMostTwoOfAThousandSlowerIfAllAreTheSame(final double deviation) {
    assertTrue(slower(deviation, 1) <= PAIRS / 500);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.05})
  void shouldFindMostOfWhatTakesHalfAsMuchAgain(final double deviation) {
    assertTrue(slower(deviation, 1.5) >= PAIRS / 2);
  }

  private long slower(final double deviation, final double factor) {
    return Stream.generate(() -> List.of(forks(deviation), forks(deviation).times(factor)))
        .limit(PAIRS)
        .filter(pair -> pair.get(1).median() / pair.get(0).median() > Comparison.noise(pair.get(0), pair.get(1), 1.1))
        .count();
  }

  private Spread forks(final double deviation) {
    return Spread.ofForks(
        Stream.generate(() -> new double[] {Math.exp(deviation * random.nextGaussian())}).limit(3).toList());
  }
}
