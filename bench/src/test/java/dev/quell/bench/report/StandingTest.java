package dev.quell.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.quell.bench.report.Standing.Race;
import dev.quell.bench.report.Standing.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StandingTest {
  private static final Row ROW =
      Row.of("memory", Unit.BYTES, "footprint.bytes subject=quell").subjects("footprint.bytes");

  private static Standing standing(final Row row, final String... lines) {
    return Standing.of(row, new Results().addLines(List.of(lines)));
  }

  private static Standing standing(final String... lines) {
    return standing(ROW, lines);
  }

  @Test
  void shouldTakeTheBestOfAllSubjects() {
    final Standing standing =
        standing("footprint subject=quell bytes=10", "footprint subject=a bytes=30", "footprint subject=b bytes=20",
            "footprint subject=c bytes=40");
    assertEquals("b", standing.rivalName());
    assertEquals(Optional.of(20.0), standing.rival().map(Spread::median));
  }

  @Test
  void shouldNotTakeQuellForARival() {
    final Standing alone = standing("footprint subject=quell bytes=10");
    assertEquals(Optional.empty(), alone.rival());
    assertEquals(Race.ALONE, alone.race());
  }

  @Test
  void shouldTakeTheBestOfNamedRivals() {
    final Row row =
        Row.of("poll", Unit.COUNT, "x.quell").rival("slow", "x.slow").rival("gone", "x.gone").rival("fast", "x.fast");
    assertEquals("fast", standing(row, "x slow=3 fast=2 quell=1").rivalName());
  }

  @Test
  void shouldCompareWithQuellAsCalledLikeTheRival() {
    final Row row = Row.of("begin", Unit.COUNT, "own.begin").subjects("peers.begin");
    final String[] measured = {"own begin=1", "peers subject=quell begin=6", "peers subject=a begin=4"};
    final Standing standing = standing(row, measured);
    assertEquals(Optional.of(1.0), standing.quell().map(Spread::median));
    assertEquals(Optional.of(6.0), standing.comparable().map(Spread::median));
    assertEquals(Race.BEHIND, standing.race());
    assertEquals(Race.ALONE, standing(row, measured[0], measured[2]).race(), "Quell was not called like the rival");
  }

  @Test
  void shouldBeLevelIfTheRangesTouch() {
    final String[] quell = {"footprint subject=quell bytes=10", "footprint subject=quell bytes=12"};
    assertEquals(Race.AHEAD, standing(quell[0], quell[1], "footprint subject=a bytes=13").race());
    assertEquals(Race.LEVEL, standing(quell[0], quell[1], "footprint subject=a bytes=11").race());
    assertEquals(Race.BEHIND, standing(quell[0], quell[1], "footprint subject=a bytes=9").race());
  }

  @Test
  void shouldJudgeByTheWorstForkAndTheBestLimit() {
    final Row row = Row.of("loop", Unit.COUNT, "quell.loop").limit("alone", "limit.loop").mostToLimit(1.05);
    final String[] limit = {"limit loop=100", "limit loop=102", "limit loop=104"};
    assertEquals(Verdict.MET, standing(row, limit[0], limit[1], limit[2], "quell loop=105").verdict());
    assertEquals(Verdict.MOSTLY, standing(row, limit[0], limit[1], limit[2], "quell loop=106").verdict());
    assertEquals(Verdict.MISSED, standing(row, limit[0], limit[1], limit[2], "quell loop=108").verdict());
  }

  @Test
  void shouldJudgeBenchmarksThatAlwaysHaveTwoThreads() {
    final Row row = Row.nanos("open", "OneEachBenchmark.open sessions=10000").most(50);
    final Results results =
        new Results().addJmh(Sample.jmh("OneEachBenchmark.open", "{\"sessions\":\"10000\"}", 2, "{}", 60, 61, 62));
    assertEquals(Verdict.MISSED, Standing.of(row, results).verdict());
  }

  @Test
  void shouldScaleALimitByTheSessionsOfItsRow() {
    final Row row = Row.of("kill all", Unit.COUNT, "kill.all").limit("words", "sessions * limit.word");
    assertEquals(400, standing(row, "limit word=2", "kill sessions=200 all=800").limit().orElseThrow().median());
  }
}
