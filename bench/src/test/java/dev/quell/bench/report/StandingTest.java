package dev.quell.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.bench.report.Row.Named;
import dev.quell.bench.report.Standing.Beside;
import dev.quell.bench.report.Standing.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StandingTest {
  private static final Row ROW =
      new Row("memory", Unit.BYTES, null, List.of(new Named("any subject", Figure.of("footprint.bytes"))),
          Figure.of("footprint.bytes subject=quell"), Aim.NONE);

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
    assertEquals("b", standing.peerName());
    assertEquals(Optional.of(0.5), standing.toPeer());
    assertTrue(standing.isComplete());
  }

  @Test
  void shouldNotTakeQuellForAPeer() {
    final Standing alone = standing("footprint subject=quell bytes=10");
    assertEquals(Optional.empty(), alone.peer());
    assertEquals(Beside.NOBODY, alone.besidePeer());
    assertFalse(alone.isComplete());
  }

  @Test
  void shouldTakeTheBestOfNamedPeers() {
    final Row row =
        new Row("poll", Unit.COUNT, null,
            List.of(new Named("slow", Figure.of("x.slow")), new Named("gone", Figure.of("x.gone")),
                new Named("fast", Figure.of("x.fast"))),
            Figure.of("x.quell"), Aim.NONE);
    assertEquals("fast", standing(row, "x slow=3 fast=2 quell=1").peerName());
  }

  @Test
  void shouldCompareWithQuellAsCalledLikeThePeer() {
    final Row row =
        new Row("begin", Unit.COUNT, null, List.of(new Named("any subject", Figure.of("peers.begin"))),
            Figure.of("own.begin"), Aim.NONE);
    final String[] measured = {"own begin=1", "peers subject=quell begin=6", "peers subject=a begin=4"};
    final Standing standing = standing(row, measured);
    assertEquals(Optional.of(1.0), standing.quell().map(Spread::median));
    assertEquals(Optional.of(1.5), standing.toPeer());
    assertEquals(Beside.BEHIND, standing.besidePeer());
    assertTrue(standing.isBesideElsewhere());
    assertFalse(standing(row, measured[0], measured[2]).isComplete(), "Quell was not called like the peer");
  }

  @Test
  void shouldBeLevelIfTheRangesTouch() {
    final String[] quell = {"footprint subject=quell bytes=10", "footprint subject=quell bytes=12"};
    assertEquals(Beside.AHEAD, standing(quell[0], quell[1], "footprint subject=a bytes=13").besidePeer());
    assertEquals(Beside.LEVEL, standing(quell[0], quell[1], "footprint subject=a bytes=11").besidePeer());
    assertEquals(Beside.BEHIND, standing(quell[0], quell[1], "footprint subject=a bytes=9").besidePeer());
  }

  @Test
  void shouldJudgeByTheWorstForkAndTheBestLimit() {
    final Row row =
        new Row("loop", Unit.COUNT, new Named("alone", Figure.of("limit.loop")), List.of(), Figure.of("quell.loop"),
            Aim.mostToLimit(1.05, "within 5 %"));
    final String[] limit = {"limit loop=100", "limit loop=102", "limit loop=104"};
    assertEquals(Verdict.MET, standing(row, limit[0], limit[1], limit[2], "quell loop=105").verdict());
    assertEquals(Verdict.MET_MOSTLY, standing(row, limit[0], limit[1], limit[2], "quell loop=106").verdict());
    assertEquals(Verdict.MISSED, standing(row, limit[0], limit[1], limit[2], "quell loop=108").verdict());
  }

  @Test
  void shouldScaleALimitByTheSessionsOfItsRow() {
    final Row row =
        new Row("kill all", Unit.COUNT, new Named("words", Figure.perSession("limit.word", 1)), List.of(),
            Figure.of("kill.all"), Aim.NONE);
    assertEquals(400, standing(row, "limit word=2", "kill sessions=200 all=800").limit().orElseThrow().median());
  }
}
