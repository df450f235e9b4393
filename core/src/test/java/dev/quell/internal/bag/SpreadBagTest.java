package dev.quell.internal.bag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A spread bag of two stripes keeps a chunk for each, and no other empty one (K8). */
class SpreadBagTest {
  private final IntBag bag = new IntBag();

  @BeforeEach
  void haveHolders() {
    bag.tryAttach(Integer.MAX_VALUE);
    bag.tryAttach(Integer.MAX_VALUE);
  }

  private Place add(final int element) {
    final Place place = new Place();
    bag.add(element, place);
    return place;
  }

  private void addAndRemove() {
    bag.remove(add(1));
  }

  private int chunks() {
    int count = 0;
    for (Chunk chunk = bag.first(); chunk != null; chunk = bag.after(chunk)) {
      count++;
    }
    return count;
  }

  private void gather() {
    bag.detach(); // to the cell of its stripe
    bag.detach();
    assertFalse(bag.isSpread());
  }

  @Test
  void shouldGiveEachStripeAChunkOfItsOwn() throws Exception {
    bag.spread(new Spread(2, 1));
    final Place mine = add(1);
    assertNotSame(mine.chunk(), Stripe.other(() -> add(2)).chunk());
    assertEquals(mine.chunk(), add(3).chunk());
  }

  @Test
  void shouldUseTheChunkOfAStripeAgainWhenItIsEmpty() throws Exception {
    bag.spread(new Spread(2, 1));
    addAndRemove();
    Stripe.other(() -> add(2));
    for (int i = 0; i < 100; i++) {
      addAndRemove();
    }
    assertEquals(2, chunks());
  }

  @Test
  void shouldUsePlacesThatAnotherStripeHasLeft() throws Exception {
    bag.spread(new Spread(2, 1));
    while (chunks() < 3) {
      add(1);
    }
    while (((IntBag.Ints) add(1).chunk()).takenAcquire() != Long.MAX_VALUE) {
      assertEquals(3, chunks());
    }
    final Chunk others = Stripe.other(() -> {
      final Place place = add(2);
      bag.remove(place);
      return place.chunk();
    });
    assertEquals(others, add(1).chunk());
  }

  @Test
  void shouldTakeAwayTheEmptyChunksOfItsStripesWhenItIsGathered() throws Exception {
    bag.spread(new Spread(2, 1));
    addAndRemove();
    Stripe.other(() -> add(2));
    assertEquals(2, chunks());
    gather();
    assertEquals(1, chunks());
  }

  @Test
  void shouldTakeAwayAnEmptyChunkThatANewOneIsPushedInFrontOf() {
    addAndRemove();
    bag.spread(new Spread(2, 1));
    add(1);
    assertEquals(1, chunks());
  }

  @Test
  void shouldTakeAwayAnEmptyChunkThatItsStripeTurnsAwayFrom() throws Exception {
    final Place old = add(0);
    add(0);
    bag.spread(new Spread(2, 1));
    addAndRemove();
    Stripe.other(() -> add(2));
    assertEquals(3, chunks());
    bag.remove(old); // of a chunk that is not empty then, where its stripe looks next
    assertEquals(2, chunks());
  }
}
