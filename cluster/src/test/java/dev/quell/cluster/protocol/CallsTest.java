package dev.quell.cluster.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The kills of member {@code a}, whose log has room for one entry, while {@code b} hears of nothing. */
class CallsTest {
  private static final long TIMEOUT = TimeUnit.SECONDS.toNanos(2);

  private final List<Action> actions = new ArrayList<>();
  private final ClusterProtocol protocol = new ClusterProtocol(settings(), at(0));

  private static Settings settings() {
    final Settings usual = Settings.of("a", 1, 1);
    return new Settings(
        "a", 1, usual.tickNanos(), usual.digestNanos(), usual.digestPeers(), usual.leaseNanos(), usual.silenceNanos(),
        usual.joinNanos(), usual.clockRate(), usual.logNanos(), 1, usual.logBytes(), true, 0, 1);
  }

  private static Now at(final long millis) {
    return new Now(millis, TimeUnit.MILLISECONDS.toNanos(millis), millis);
  }

  @BeforeEach
  void hearOfOther() {
    heard(1);
  }

  private void heard(final long millis) {
    protocol.received(
        "b", new Message(new MemberId("b", 1), new Reading(millis, millis), null, new Body.Ping()), at(millis),
        actions);
  }

  private EntryId kill(final long millis) {
    return protocol.kill(KillRequest.of(), Outcome.NOTHING, TIMEOUT, at(millis), actions);
  }

  private Stream<Event> told() {
    return actions.stream().filter(Action.Tell.class::isInstance).map(action -> ((Action.Tell) action).event());
  }

  private List<Event.KillGoesOn> goneOn(final EntryId kill) {
    return told().filter(Event.KillGoesOn.class::isInstance).map(Event.KillGoesOn.class::cast)
        .filter(event -> event.kill().equals(kill)).toList();
  }

  @Test
  void shouldEndWaitForAnswersWhenEntryHasLeftLogAfterReturn() {
    final EntryId first = kill(2);
    heard(1_500);
    protocol.tick(at(2_100), actions);
    assertEquals(List.of(), goneOn(first));
    kill(2_200);
    protocol.tick(at(2_210), actions);
    assertEquals(1, goneOn(first).size());
    assertTrue(goneOn(first).get(0).all());
    assertEquals(MemberOutcome.State.UNANSWERED, goneOn(first).get(0).member().state());
  }

  @Test
  void shouldEndWaitForAnswersWhenEntryHasLeftLogBeforeReturn() {
    final EntryId first = kill(2);
    kill(3);
    protocol.tick(at(10), actions); // the first gives way, and its call is open
    assertEquals(List.of(), goneOn(first));
    heard(1_500);
    protocol.tick(at(2_100), actions);
    assertTrue(told().anyMatch(event -> event instanceof Event.KillReturns back && back.kill().equals(first)));
    assertEquals(1, goneOn(first).size());
    assertTrue(goneOn(first).get(0).all());
  }
}
