package dev.quell.cluster.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.cluster.simulation.CrowdRun.Idle;
import dev.quell.cluster.simulation.CrowdRun.Kill;
import dev.quell.cluster.simulation.CrowdRun.Spread;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a member costs as members get more, on virtual time: no machine is too slow. {@link CrowdMain} has more. */
class CrowdTest {
  private static final int MEMBERS = 24;
  private static final int DIGESTS = 8;

  private static CrowdRun together(final int members, final long seed) {
    final CrowdRun run = new CrowdRun(members, seed, figure -> {}, () -> 0);
    run.comeTogether();
    return run;
  }

  @Test
  void shouldSendEachOtherMemberOneMessageForAKillAndHearOneBack() {
    final Kill kill = together(MEMBERS, 1).kill();
    assertEquals(MEMBERS, kill.answered());
    assertEquals(2 * (MEMBERS - 1), kill.sent().messages());
    assertEquals(World.MILLI / 2, kill.returnNanos());
  }

  @Test
  void shouldSendAFewDigestsAndOnePingToEachMemberASecondWhenIdle() {
    final Idle idle = together(MEMBERS, 1).idle(20);
    assertTrue(idle.messages() <= MEMBERS + DIGESTS, idle::toString);
    assertTrue(idle.bytes() <= MEMBERS * 200 + DIGESTS * (400 + MEMBERS * 100), idle::toString);
  }

  @Test
  void shouldTakeAFewBytesInTheLogForEachMember() {
    final Kill few = together(3, 1).kill();
    assertTrue(few.logBytes() <= 600, few::toString);
    final Kill many = together(MEMBERS, 1).kill();
    assertTrue(many.logBytes() <= 300 + MEMBERS * 80, many::toString);
  }

  @Test
  void shouldCatchUpAtOnceWhenHalfWereCutOff() {
    final Spread spread = together(MEMBERS, 1).partition(MEMBERS / 2, 3);
    assertTrue(spread.nanos() <= Crowd.SECOND, spread::toString);
  }

  @Test
  void shouldReachAllThroughTheOneThatTheCallerReaches() {
    final Spread spread = together(MEMBERS, 1).relay();
    assertTrue(spread.nanos() <= 5 * Crowd.SECOND, spread::toString);
  }

  @Test
  void shouldJoinAsSoonAsAMemberIsThere() {
    final Spread spread = together(MEMBERS, 1).join();
    assertTrue(spread.nanos() <= Crowd.SECOND, spread::toString);
  }

  @Test
  void shouldDoTheSameForTheSameSeed() {
    assertEquals(figures(7), figures(7));
  }

  private static List<String> figures(final long seed) {
    final List<String> figures = new ArrayList<>();
    final CrowdRun run = new CrowdRun(8, seed, figures::add, () -> 0);
    run.comeTogether();
    run.kill();
    run.relay();
    run.partition(3, 2);
    run.join();
    return figures;
  }
}
