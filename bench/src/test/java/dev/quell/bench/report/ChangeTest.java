package dev.quell.bench.report;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.bench.report.Change.Kind;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeTest {
  private static final int PAIRS = 20_000;
  private static final int FORKS = 3;
  private static final double LEAST = 1.1;

  private final Random random = new Random(7); // the same pairs each time

  /** The logarithms of forks distributed normally, with this standard deviation; the limit as if it had no noise. */
  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.05, 0.1, 0.2})
  void shouldCallAtMostTwoOfAThousandSlowerIfAllAreTheSame(final double deviation) {
    int slower = 0;
    for (int i = 0; i < PAIRS; i++) {
      if (new Change("same", run(deviation), run(deviation), LEAST, "").kind() == Kind.SLOWER) {
        slower++;
      }
    }
    assertTrue(slower <= PAIRS / 500, slower + " of " + PAIRS);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.05})
  void shouldFindMostOfWhatTakesHalfAsMuchAgain(final double deviation) {
    int slower = 0;
    for (int i = 0; i < PAIRS; i++) {
      if (new Change("slow", run(deviation), run(deviation).times(1.5), LEAST, "").kind() == Kind.SLOWER) {
        slower++;
      }
    }
    assertTrue(slower >= PAIRS / 2, slower + " of " + PAIRS);
  }

  private Spread run(final double deviation) {
    final List<double[]> forks =
        Stream.generate(() -> new double[] {Math.exp(deviation * random.nextGaussian())}).limit(FORKS).toList();
    return Spread.ofForks(forks);
  }
}
