package dev.quell.cluster.protocol;

import static dev.quell.cluster.protocol.One.B;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.Owner;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When and how often a member asks for entries. */
class InboxTest {
  private static final MemberId C = new MemberId("c", 1);

  private final One one = new One(One.settings());

  private static Body.Delivery kill(final long sequence) {
    return delivery(sequence, new Deed.Kill(KillRequest.of(KillPattern.all())));
  }

  private static Body.Delivery delivery(final long sequence, final Deed deed) {
    return new Body.Delivery(new Entry(new EntryId(B, sequence), deed, List.of()), 0, 0);
  }

  private static Body.Digest has(final long sequence) {
    return new Body.Digest(List.of(new Body.Known(B, sequence, false, 0)), false);
  }

  @Test
  void shouldAskForTheNextPageOnceAPage() {
    one.runTo(1_000);
    one.hear(B, true, has(300));
    assertEquals(1, one.pulls());
    final List<Body.Delivery> page = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      page.add(kill(i));
    }
    one.hear(B, true, new Body.Deliver(page));
    assertEquals(2, one.pulls());
  }

  @Test
  void shouldAskForTheNextPageOnceTheRestOfThisOneNeedNotWait() {
    one.runTo(1_000);
    one.hear(B, true, has(300));
    final Body.Delivery roles = delivery(2, new Deed.Roles(Owner.of("u", "db")));
    one.hear(B, true, new Body.Deliver(List.of(kill(1), roles, kill(3))));
    one.protocol.applied(new EntryId(B, 1), Outcome.NOTHING, one.now(), one.out);
    assertEquals(1, one.pulls());
    one.protocol.applied(new EntryId(B, 2), Outcome.NOTHING, one.now(), one.out);
    assertEquals(2, one.pulls());
  }

  /** What seeds 3957 and 8152 found: each answer was followed by a question to the one, then to the other. */
  @Test
  void shouldNotAskTwoMembersByTurnsForWhatNeitherGives() {
    one.runTo(1_000);
    one.hear(B, true, has(5));
    final Body.Deliver left = new Body.Deliver(List.of(delivery(3, new Deed.Dropped(1)), kill(4), kill(5)));
    for (int i = 0; i < 100; i++) {
      one.hear(C, true, left); // the first three may still be there where they were called
    }
    assertEquals(2, one.pulls());
  }

  /**
   * What seed 133460 found: who passes a change of roles on when it is gone from the log says how old it is, too, and a
   * kill for a gap goes by that.
   */
  @Test
  void shouldAskForRolesAgainIfTheAgeInTheLogWouldBeFarOff() {
    one.runTo(1_000);
    final Body.Deliver roles = new Body.Deliver(List.of(delivery(1, new Deed.Roles(Owner.of("u", "db")))));
    one.hear(B, new Message.Echo(one.protocol.self().incarnation(), One.reading(500), 500 * One.MILLI), roles);
    assertEquals(1, one.pulls());
    assertNull(one.last(Action.ApplyRoles.class));
    one.hear(B, true, roles);
    assertEquals(1, one.pulls());
    assertNotNull(one.last(Action.ApplyRoles.class));
  }
}
