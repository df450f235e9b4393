package dev.quell.cluster.protocol;

import static dev.quell.cluster.protocol.One.B;
import static dev.quell.cluster.protocol.One.MILLI;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillPattern;
import dev.quell.KillRequest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ClusterProtocolTest {
  private static final KillRequest ALL = KillRequest.of(KillPattern.all());

  private final One one = new One(One.settings());

  private static Body.Deliver kill(final long lease, final long age, final Entry.Target... targets) {
    return kill(ALL, lease, age, targets);
  }

  private static Body.Deliver kill(
      final KillRequest request, final long lease, final long age, final Entry.Target... targets) {
    final Entry entry = new Entry(new EntryId(B, 1), new Deed.Kill(request), List.of(targets));
    return new Body.Deliver(List.of(new Body.Delivery(entry, age * MILLI, lease * MILLI)));
  }

  private Entry.Target heard(final MemberId self, final long millis) {
    return new Entry.Target(self, One.reading(millis), 0);
  }

  private Action.Apply applied() {
    return Objects.requireNonNull(one.last(Action.Apply.class), "nothing to apply");
  }

  // ---- where a kill is cut off

  @Test
  void shouldHitAllThatRunsWhileTheCallIsOpen() {
    one.runTo(1_000);
    one.hear(B, true, kill(100, 0));
    assertEquals(1_000, applied().request().cutOff().orElseThrow());
  }

  @Test
  void shouldCutALateKillOffBeforeItsCall() {
    one.runTo(1_000);
    one.hear(B, true, kill(0, 300));
    final long cutOff = applied().request().cutOff().orElseThrow();
    assertTrue(cutOff <= 700 && cutOff >= 680, "" + cutOff);
  }

  @Test
  void shouldAskBackWhenItCannotTellWhenAKillWasSent() {
    one.runTo(1_000);
    one.hear(B, false, kill(100, 0));
    assertNull(one.last(Action.Apply.class));
    assertTrue(one.sent(Body.Pull.class));
  }

  @Test
  void shouldNotTakeTheEchoOfAnotherLife() {
    one.runTo(1_000);
    final Message.Echo other = new Message.Echo(one.protocol.self().incarnation() + 1, One.reading(1_000), 0);
    one.protocol.received("b", new Message(B, One.reading(1_000), other, kill(100, 0)), one.now(), one.out);
    assertNull(one.last(Action.Apply.class));
  }

  @Test
  void shouldBelieveTheCallersClockWhereTheAgeIsTooSmall() {
    one.runTo(1_000);
    one.hear(B, true, kill(0, 0, heard(one.protocol.self(), 400)));
    assertEquals(400, applied().request().cutOff().orElseThrow());
  }

  /** What seeds 977 and 1774 found: this machine stood still after its reading of 980, and no clock shows it. */
  @Test
  void shouldNotTrustHowLongItsReadingWasHeld() {
    one.runTo(1_000);
    final Entry.Target heard = new Entry.Target(one.protocol.self(), One.reading(980), 20 * MILLI);
    one.hear(B, new Message.Echo(one.protocol.self().incarnation(), One.reading(980), 20 * MILLI), kill(0, 0, heard));
    assertEquals(980, applied().request().cutOff().orElseThrow());
  }

  /** The same machine may hold the kill for another. */
  @Test
  void shouldRoundTheAgeOfAKillUpThatItTookUpInTime() {
    one.runTo(1_000);
    one.hear(B, new Message.Echo(one.protocol.self().incarnation(), One.reading(980), 20 * MILLI), kill(100, 0));
    one.protocol.applied(new EntryId(B, 1), Outcome.NOTHING, one.now(), one.out);
    one.hear(B, true, new Body.Pull(List.of(new Body.Behind(B, 0))));
    assertTrue(one.delivered().ageNanos() >= 20 * MILLI, "" + one.delivered());
  }

  @Test
  void shouldAskBackWhenItsReadingWasHeldForLong() {
    one.runTo(1_000);
    one.hear(B, new Message.Echo(one.protocol.self().incarnation(), One.reading(900), 90 * MILLI), kill(0, 0));
    assertNull(one.last(Action.Apply.class));
    assertTrue(one.sent(Body.Pull.class));
  }

  @Test
  void shouldAddToWhatHasToRunForLongTheTimeSinceTheCutOff() {
    one.runTo(1_000);
    one.hear(B, true, kill(ALL.runningFor(Duration.ofSeconds(5)), 0, 300));
    final Action.Apply apply = applied();
    final long since = 1_000 - apply.request().cutOff().orElseThrow();
    assertEquals(5_000 + since, apply.request().runningFor().orElseThrow().toMillis());
  }

  // ---- whose id is whose

  /** What seed 1708 of the first simulation found. */
  @Test
  void shouldKeepItsIdWhenAMessageOfAnEarlierLifeComesLate() {
    final MemberId before = one.protocol.self();
    one.hear(B, true, new Body.Superseded(before.incarnation()));
    assertEquals(before, one.protocol.self());
  }

  @Test
  void shouldTakeAGreaterIdThanALaterLifeOfItsName() {
    final MemberId before = one.protocol.self();
    one.hear(B, true, new Body.Superseded(before.incarnation() + (5L << MemberId.LIFE_BITS)));
    assertTrue(one.protocol.self().incarnation() > before.incarnation() + (5L << MemberId.LIFE_BITS));
    assertTrue(one.protocol.self().isSameLife(before));
  }

  @Test
  void shouldKnowItselfByAnEarlierId() {
    one.runTo(1_000);
    final MemberId before = one.protocol.self();
    one.hear(B, true, new Body.Superseded(before.incarnation() + 1));
    one.hear(B, true, kill(0, 0, heard(before, 400)));
    assertEquals(400, applied().request().cutOff().orElseThrow());
  }

  @Test
  void shouldTakeAGreaterIdOfTheSameLifeForTheSameMember() {
    one.hear(B, true, new Body.Ping());
    one.protocol.kill(ALL, Outcome.NOTHING, 0, one.now(), one.out);
    one.hear(B.above(1L << 40), true, new Body.Ping());
    assertEquals(List.of(), one.told(Event.MemberGone.class));
    assertEquals(List.of(), one.told(Event.KillGoesOn.class));
  }

  @Test
  void shouldNotListenToWhomTheEngineKnowsByAnotherName() {
    final Message message = new Message(B, One.reading(0), null, new Body.Digest(List.of(), true));
    one.protocol.received("c", message, one.now(), one.out);
    assertFalse(one.sent(Body.Digest.class));
  }

  // ---- when a kill returns

  @Test
  void shouldNotReturnWhileAMemberMayStillHitAllThatRuns() {
    one.hear(B, true, new Body.Ping());
    one.runTo(2_960);
    one.protocol.kill(ALL, Outcome.NOTHING, 60_000 * MILLI, one.now(), one.out);
    one.runTo(3_010); // B has been silent for three seconds, and has a lease of 100 ms
    assertEquals(List.of(), one.told(Event.KillReturns.class));
    one.runTo(3_110);
    assertEquals(1, one.told(Event.KillReturns.class).size());
  }

  @Test
  void shouldReturnAtOnceWhenNobodyElseIsKnown() {
    one.protocol.kill(ALL, Outcome.NOTHING, 60_000 * MILLI, one.now(), one.out);
    assertEquals(1, one.told(Event.KillReturns.class).size());
  }

  @Test
  void shouldTellOfAKillThatLeavesTheLogBeforeItReturns() {
    final Settings few = One.settings();
    final One small = new One(
        new Settings(
            few.name(), few.incarnation(), few.tickNanos(), few.digestNanos(), few.digestPeers(), few.leaseNanos(),
            few.silenceNanos(), few.joinNanos(), few.clockRate(), few.logNanos(), 1, few.logBytes(), true, 0, 1));
    small.hear(B, true, new Body.Ping());
    final EntryId first = small.protocol.kill(ALL, Outcome.NOTHING, 50 * MILLI, small.now(), small.out);
    small.protocol.kill(ALL, Outcome.NOTHING, 0, small.now(), small.out);
    small.runTo(200);
    assertTrue(small.told(Event.KillGoesOn.class).stream().anyMatch(told -> told.kill().equals(first) && told.all()));
  }

  @Test
  void shouldNotTakeASilentMemberForGone() {
    one.hear(B, true, new Body.Ping());
    one.protocol.kill(ALL, Outcome.NOTHING, 0, one.now(), one.out);
    one.runTo(10_000);
    assertEquals(MemberOutcome.State.UNANSWERED, one.told(Event.KillReturns.class).get(0).members().get(1).state());
    assertEquals(List.of(), one.told(Event.KillGoesOn.class));
  }

  @Test
  void shouldFenceWhenNobodyWasHeardForAsLongAsTheHostWishes() {
    final Settings all = One.settings();
    final One fenced = new One(
        new Settings(
            all.name(), all.incarnation(), all.tickNanos(), all.digestNanos(), all.digestPeers(), all.leaseNanos(),
            all.silenceNanos(), all.joinNanos(), all.clockRate(), all.logNanos(), 100, all.logBytes(), true,
            5_000 * MILLI, 1));
    fenced.hear(B, true, new Body.Ping());
    fenced.runTo(5_000);
    assertEquals(List.of(), fenced.told(Event.Fence.class));
    fenced.runTo(5_010);
    assertEquals(List.of(new Event.Fence(true)), fenced.told(Event.Fence.class));
    fenced.hear(B, true, new Body.Ping());
    fenced.runTo(5_020);
    assertEquals(List.of(new Event.Fence(true), new Event.Fence(false)), fenced.told(Event.Fence.class));
  }
}
