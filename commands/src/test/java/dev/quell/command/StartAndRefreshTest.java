package dev.quell.command;

import static dev.quell.command.House.ANN;
import static dev.quell.command.House.BOB;
import static dev.quell.command.House.may;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.access.Action;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.bson.BsonBinarySubType;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** startSession and refreshSessions. */
class StartAndRefreshTest {
  private final House house = new House();

  @AfterEach
  void close() {
    house.close();
  }

  private UUID start(final Caller caller) {
    return house.run(caller, "{startSession: 1}").getDocument("id").getBinary("id").asUuid();
  }

  @Test
  void shouldOpenASession() {
    assertTrue(house.core.findSession(start(may(ANN)), ANN.uid()).isPresent());
  }

  @Test
  void shouldAnswerAUuidOfVersionFour() {
    assertEquals(4, start(may(ANN)).version());
  }

  @Test
  void shouldOpenAnotherSessionEachTime() {
    assertNotEquals(start(may(ANN)), start(may(ANN)));
  }

  @Test
  void shouldAnswerNothingButIdAndTimeout() {
    final BsonDocument reply = house.run(may(ANN), "{startSession: 1}");
    assertEquals(List.of("id", "timeoutMinutes", "ok"), List.copyOf(reply.keySet()));
  }

  @Test
  void shouldNotAnswerTheUid() {
    final BsonDocument reply = house.run(may(ANN), "{startSession: 1}");
    assertEquals(List.of("id"), List.copyOf(reply.getDocument("id").keySet()));
  }

  @Test
  void shouldAnswerTheUuidAsSubtypeFour() {
    final BsonDocument reply = house.run(may(ANN), "{startSession: 1}");
    assertEquals(BsonBinarySubType.UUID_STANDARD.getValue(), reply.getDocument("id").getBinary("id").getType());
  }

  @Test
  void shouldSayThirtyMinutes() {
    assertEquals(30, house.run(may(ANN), "{startSession: 1}").getInt32("timeoutMinutes").getValue());
  }

  @Test
  void shouldSayWhatTheHostSays() {
    try (House other = new House(core -> {}, commands -> commands.timeoutMinutes(7))) {
      assertEquals(7, other.run(may(ANN), "{startSession: 1}").getInt32("timeoutMinutes").getValue());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{startSession: 1}", "{startSession: null}", "{startSession: []}", "{startSession: {x: 1}}",
    "{startSession: 1, x: 1}", "{startSession: 1, $db: 'admin'}"})
  void shouldTakeAnyArgument(final String command) {
    assertEquals("ok", House.outcome(house.run(may(ANN), command)));
  }

  @Test
  void shouldRefuseTheSessionThatIsTooMany() {
    try (House small = new House(core -> core.maxSessions(1), commands -> {})) {
      small.session(1, ANN);
      final BsonDocument refused = small.run(may(ANN), "{startSession: 1}");
      assertEquals("261", House.outcome(refused));
      assertTrue(refused.getString("errmsg").getValue().matches(
          "Unable to add session ID [0-9a-f-]{36} - " + Pattern.quote(ANN.uid().toString())
              + " -  -  into the cache because .*"),
          refused::toJson);
    }
  }

  @Test
  void shouldSayThatTheCoreIsClosed() {
    house.core.close();
    assertEquals("91", House.outcome(house.run(may(ANN), "{startSession: 1}")));
  }

  @Test
  void shouldRefreshASessionThatIsThere() {
    final AtomicLong clock = new AtomicLong();
    try (House timed = new House(core -> core.nanoClock(clock::get), commands -> {})) {
      final var session = timed.session(1, ANN);
      clock.addAndGet(Duration.ofMinutes(29).toNanos());
      timed.work();
      timed.run(may(ANN), "{refreshSessions: [{id: #1}]}");
      clock.addAndGet(Duration.ofMinutes(29).toNanos());
      timed.work();
      assertTrue(session.isOpen());
    }
  }

  @Test
  void shouldOpenASessionThatIsNotThere() {
    house.run(may(ANN), "{refreshSessions: [{id: #1}, {id: #2, uid: #ann}]}");
    assertTrue(house.isThere(1, ANN) && house.isThere(2, ANN));
  }

  @Test
  void shouldRefuseToRefreshTheSessionOfAnother() {
    assertEquals("13", House.outcome(house.run(House.killer(ANN), "{refreshSessions: [{id: #1, uid: #bob}]}")));
  }

  @Test
  void shouldRefreshTheSessionOfAnotherForOneWhoMayImpersonate() {
    house.run(may(ANN, Action.IMPERSONATE), "{refreshSessions: [{id: #1, uid: #bob}]}");
    assertTrue(house.isThere(1, BOB));
  }

  @Test
  void shouldSayWhichSessionIsTooMany() {
    try (House small = new House(core -> core.maxSessions(1), commands -> {})) {
      final BsonDocument reply = small.run(may(ANN), "{refreshSessions: [{id: #1}, {id: #2}]}");
      assertEquals(
          "Unable to add session ID " + House.id(2) + " - " + ANN.uid()
              + " -  -  into the cache because the number of active sessions is too high: the limit is 1",
          reply.getString("errmsg").getValue());
    }
  }

  @Test
  void shouldAnswerOkAlone() {
    assertEquals("{\"ok\": 1.0}", house.run(may(ANN), "{refreshSessions: [{id: #1}]}").toJson());
  }
}
