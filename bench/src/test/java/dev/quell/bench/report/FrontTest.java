package dev.quell.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FrontTest {
  private static final String IDLE = "PeersBenchmark.killByUid";

  /** Kills of an owner, whole microseconds. */
  private static Results kills(final Map<String, Integer> micros) {
    final Results results = new Results()
        .addJmh(Sample.jmh("KillBenchmark.byUid", "{\"sessions\":\"1000000\"}", 1, "{}", 2_000))
        .addJmh(Sample.jmh("LimitsBenchmark.independentLoad", "{\"scatteredMebibytes\":\"8\"}", 1, "{}", 3));
    micros.forEach((subject, time) -> results.addJmh(
        Sample.jmh(IDLE, "{\"sessions\":\"1000000\",\"subject\":\"" + subject + "\"}", 1, "{}", time * 1e3)));
    return results;
  }

  @Test
  void shouldSayTheRangeOfMongodsAlgorithms() {
    final Results results =
        kills(Map.of("quell", 1, "scan", 55_000, "scanMutex", 62_000, "scanPartitioned", 28_000, "indexedSync", 2));
    assertEquals(
        "Among a million sessions it kills the hundred of one owner in **1 µs, where mongod's algorithm takes 28 to"
            + " 62 ms**, and it takes no lock.",
        Report.parts(results).get("In one sentence"));
  }

  @Test
  void shouldSayNothingWithoutMongodsAlgorithm() {
    assertEquals("", Front.sentence(kills(Map.of("quell", 1, "indexedSync", 2))));
    assertEquals("", Front.sentence(new Results()));
    assertEquals("", Front.table(new Results()));
  }

  @Test
  void shouldTakeTheBestOfEachKindAndMarkWhatIsFasterThanQuell() {
    final Results results =
        kills(Map.of("quell", 3, "scan", 55, "scanPartitioned", 28, "indexedSync", 4, "jctools", 2));
    assertEquals(
        """
        |  | kill 100 idle, µs |
        |---|---:|
        | **Quell** | 3 |
        | mongod's algorithm, the best of three variants | 28 |
        | hand-written indexes, the best of three | **2** |
        | the hardware's limit | 0.30 |

        1,000,000 sessions, one thread, all called through the same interface. \
        **Bold**: faster than Quell, beyond the noise.""",
        Front.table(results));
  }
}
