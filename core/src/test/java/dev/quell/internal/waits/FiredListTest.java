package dev.quell.internal.waits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.quell.KillCause;
import dev.quell.internal.claim.KillRecord;
import dev.quell.internal.claim.Run;
import dev.quell.internal.claim.Run.Woken;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A wait list that one thread has fired, and that another finds fired. */
class FiredListTest {
  private static final KillRecord KILL = new KillRecord(new KillCause(11601, "", "", 1), 1);

  private final WaitList list = new WaitList(new Run(null, new long[1], 0, 1, 0));
  private final List<String> told = new ArrayList<>();

  private Woken fire() {
    return list.fire(KILL, error -> told.add("error"));
  }

  private WaitList.Waiter ofHost(final String name) {
    return new WaitList.Waiter() {
      @Override
      public void killed(final KillCause cause) {
        told.add(name);
      }

      @Override
      public boolean isOfHost() {
        return true;
      }
    };
  }

  @Test
  void shouldInterruptThoughTheThreadThatFiredStandsStill() {
    list.join(cause -> told.add("interrupted"));
    assertNotNull(fire()); // and then it stands still
    final Woken woken = fire();
    assertNotNull(woken);
    woken.interrupt();
    assertEquals(List.of("interrupted"), told);
  }

  @Test
  void shouldLeaveTheCallsToTheThreadThatFired() {
    list.join(ofHost("called"));
    final Woken first = fire();
    assertNull(fire());
    first.call();
    assertEquals(List.of("called"), told);
  }

  @Test
  void shouldCallInTheOrderOfJoiningAndNotInterruptWhatIsToBeCalled() {
    list.join(ofHost("first"));
    list.join(cause -> told.add("interrupted"));
    list.join(ofHost("second"));
    final Woken woken = fire();
    woken.interrupt();
    assertEquals(List.of("interrupted"), told);
    woken.call();
    assertEquals(List.of("interrupted", "first", "second"), told);
  }

  @Test
  void shouldHaveNobodyJoinOrLeaveOnceItIsFired() {
    final WaitList.Waiter waiter = cause -> {};
    list.join(waiter);
    fire();
    assertFalse(list.leave(waiter));
    assertFalse(list.join(waiter));
  }
}
