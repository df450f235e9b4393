package dev.quell.internal.bag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.internal.bag.HolderCount.Attach;
import org.junit.jupiter.api.Test;

/** One holder from the start. Two stripes with a cell for one place each; threads that meet are Lincheck's. */
class HolderCountTest {
  private static final int LIMIT = 5;
  private final IntBag bag = new IntBag();
  private final Spread spread = new Spread(2, 1);

  private void attach(final int more) {
    for (int i = 0; i < more; i++) {
      assertEquals(Attach.DONE, bag.tryAttach(LIMIT));
    }
  }

  @Test
  void shouldTellOnlyTheLastThatLeavesASpreadCount() throws Exception {
    attach(3);
    bag.spread(spread);
    assertFalse(bag.detach());
    assertFalse(Stripe.other(bag::detach));
    assertFalse(bag.detach());
    assertTrue(bag.detach());
    assertTrue(bag.isDead());
    assertEquals(Attach.DEAD, bag.tryAttach(LIMIT));
  }

  @Test
  void shouldTellTheLastThatLeavesACountSpreadWithFewHolders() {
    bag.spread(spread);
    assertTrue(bag.detach());
  }

  @Test
  void shouldFillUpToTheLimitWhatAnotherStripeHasLeft() throws Exception {
    attach(LIMIT - 1);
    bag.spread(spread);
    assertFalse(Stripe.other(bag::detach));
    assertEquals(Attach.DONE, bag.tryAttach(LIMIT));
    assertEquals(Attach.FULL, bag.tryAttach(LIMIT));
    assertEquals(LIMIT, bag.holders());
  }

  @Test
  void shouldTakeAPlaceThatItsOwnStripeHasLeft() {
    attach(LIMIT - 1);
    bag.spread(spread);
    assertFalse(bag.detach());
    assertEquals(LIMIT - 1, bag.holders());
    assertEquals(Attach.DONE, bag.tryAttach(LIMIT));
    assertEquals(LIMIT, bag.holders());
  }

  @Test
  void shouldTakeNoPlaceIntoACellThatIsFrozen() {
    attach(2);
    bag.spread(spread);
    bag.detach(); // to its cell
    bag.detach(); // the cell is full, so the word is below what the cells can hold
    assertFalse(bag.isSpread());
    assertFalse(spread.giveBack());
    assertFalse(spread.take());
  }

  @Test
  void shouldLeaveASpreadInItsSpotWhileSomebodyIsInside() {
    attach(2);
    bag.spread(spread);
    spread.enter();
    bag.detach();
    bag.detach();
    assertSame(spread, bag.spot());
    assertTrue(spread.leave(false), "it is over");
  }

  @Test
  void shouldNotBeSpreadTwiceAtOnce() {
    attach(3);
    bag.spread(spread);
    bag.spread(new Spread(2, 1));
    assertSame(spread, bag.spot());
  }
}
