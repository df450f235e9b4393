package dev.quell.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultsTest {
  private final Results results = Sample.results();

  private Measurement find(final String wanted) {
    return results.find(Line.parse(wanted)).orElseThrow();
  }

  @Test
  void shouldTakeTheMedianOfTheMediansOfTheForks() {
    assertEquals(new Spread(13.1, 12.0, 14.2), find("BeginEndBenchmark.handle").value());
  }

  @Test
  void shouldTakeTheMiddleOfTwo() {
    assertEquals(new Spread(10.0, 9.6, 10.2), find("LimitsBenchmark.casPair").value());
  }

  @Test
  void shouldReadAllocationForksAndParameters() {
    final Measurement measurement = find("PeersBenchmark.beginEnd");
    assertEquals(24, measurement.bytes().orElseThrow());
    assertEquals(3, measurement.forks());
    assertEquals(Map.of("sessions", "1000000", "subject", "indexedSync"), measurement.params());
  }

  @Test
  void shouldFindAThreadOfAGroup() {
    assertEquals(new Spread(13.2, 13.1, 13.3), find("BeginEndUnderKillBenchmark.all:allWorker in=own").value());
  }

  @Test
  void shouldTellMeasurementsApartByParameters() {
    assertEquals(2.7e6, find("KillEverythingBenchmark.again running=10000").value().median());
  }

  @Test
  void shouldRefuseToChoose() {
    final Line wanted = Line.parse("KillEverythingBenchmark.again");
    assertThrows(IllegalArgumentException.class, () -> results.find(wanted));
  }

  @Test
  void shouldNotFindOtherParameters() {
    assertTrue(results.find(Line.parse("PeersBenchmark.beginEnd subject=quell")).isEmpty());
  }

  @Test
  void shouldReadWhatProgramsPrint() {
    assertEquals(98.4, find("footprint.bytes subject=quell").value().median());
  }

  @Test
  void shouldRefuseOtherUnits() {
    final String json =
        "[{\"benchmark\": \"a.B.c\", \"forks\": 1, \"secondaryMetrics\": {},"
            + " \"primaryMetric\": {\"scoreUnit\": \"ops/s\", \"rawData\": [[1.0]]}}]";
    assertThrows(IllegalArgumentException.class, () -> new Results().addJmh(json));
  }
}
