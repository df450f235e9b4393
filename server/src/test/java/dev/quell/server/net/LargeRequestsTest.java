package dev.quell.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LargeRequestsTest {
  private final LargeRequests requests = new LargeRequests(100);
  private final List<Integer> granted = new ArrayList<>();

  private LargeRequests.Room ask(final int bytes) {
    return requests.ask(bytes, () -> granted.add(bytes));
  }

  @Test
  void shouldLetInWhatFits() {
    assertTrue(ask(60).isGranted());
    assertTrue(ask(40).isGranted());
    assertFalse(ask(1).isGranted());
    assertEquals(List.of(), granted);
  }

  @Test
  void shouldLetInOneThatIsTooLargeAlone() {
    final LargeRequests.Room small = ask(1);
    final LargeRequests.Room huge = ask(500);
    assertFalse(huge.isGranted());
    small.giveBack();
    assertTrue(huge.isGranted());
    assertEquals(List.of(500), granted);
  }

  @Test
  void shouldLetThemInInTheirOrder() {
    final LargeRequests.Room first = ask(60);
    final LargeRequests.Room second = ask(70);
    final LargeRequests.Room third = ask(10);
    assertFalse(third.isGranted());
    first.giveBack();
    assertEquals(List.of(70, 10), granted);
    second.giveBack();
    second.giveBack();
    assertTrue(ask(90).isGranted());
    assertFalse(ask(1).isGranted());
  }

  @Test
  void shouldNotWaitForOneThatHasGone() {
    ask(60);
    final LargeRequests.Room gone = ask(70);
    final LargeRequests.Room behind = ask(40);
    gone.giveBack();
    assertTrue(behind.isGranted());
    assertFalse(gone.isGranted());
    assertEquals(List.of(40), granted);
  }
}
