package dev.quell.cluster.protocol;

import static dev.quell.cluster.protocol.One.B;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Questions and answers where one of the two has ended and come back: each life counts its questions from one. Seeds
 * 109799 and 130604.
 */
class AsksTest {
  private static final Question QUESTION = new Question.Sessions(List.of());
  private static final long SECOND = 1_000 * One.MILLI;

  private final One one = new One(One.settings());

  @Test
  void shouldNotTakeAnAnswerToAnEarlierLife() {
    one.runTo(1_000);
    one.hear(B, true, new Body.Ping());
    final long number = one.protocol.ask(QUESTION, List.of("b"), 2, 10, SECOND, one.now(), one.out);
    final Body.Reply reply = new Body.Reply(number, 0, List.of(new Row.OfHits(1, 2, 3)), false);
    one.hear(B, new Message.Echo(one.protocol.self().incarnation() - 1, One.reading(900), 0), reply);
    one.hear(B, false, reply);
    assertEquals(List.of(), one.told(Event.Page.class));
    one.hear(B, true, reply);
    assertEquals(1, one.told(Event.Page.class).size());
  }

  @Test
  void shouldNotAnswerALaterLife() {
    one.runTo(1_000);
    final Action.Walk walk = asked();
    one.hear(new MemberId("b", 2), false, new Body.Ping());
    one.protocol.served(walk, 0, List.of(), true, one.now(), one.out);
    assertFalse(one.sent(Body.Reply.class));
  }

  @Test
  void shouldAnswerTheSameLifeUnderALaterName() {
    one.runTo(1_000);
    final Action.Walk walk = asked();
    one.hear(B.above(B.incarnation()), false, new Body.Ping());
    one.protocol.served(walk, 0, List.of(), true, one.now(), one.out);
    assertTrue(one.sent(Body.Reply.class));
  }

  private Action.Walk asked() {
    one.hear(B, true, new Body.Ask(1, QUESTION, 0, 2));
    return Objects.requireNonNull(one.last(Action.Serve.class), "nothing to serve").walk();
  }
}
