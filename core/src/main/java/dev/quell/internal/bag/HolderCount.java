package dev.quell.internal.bag;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * How many hold something: exact, and zero for ever after the last one has left. While many hold it and threads meet in
 * the count, it is spread: who leaves a place gives it to a cell of its thread's stripe, from which the next that comes
 * takes it, so threads that come and go write no word in common (K12).
 */
public abstract class HolderCount {
  /*
   * States        live (one word) <-> spread -> live -> dead (for ever). The word is the number of holders, or, while
   *               spread, that number, the places given to the cells, and a mark.
   * Invariants    HC-I1  places in cells count only while their Spread is on: from the mark's set until it is
   *                      cleared. The cells are frozen before it is cleared, and the step that clears it takes their
   *                      places out of the count. So an unmarked word is the number of holders, and a limit is refused
   *                      by such a word alone.
   *               HC-I2  the word never reaches zero while marked, and is dead when it is zero: each unmarked step to
   *                      zero is that of one thread, which is told. No step of one that comes leads there.
   *               HC-I3  while marked, the word is at least Spread.low, or a thread that has left, or has set the mark,
   *                      is about to clear it. All cells together hold less, so the last one to leave is never missed.
   *               HC-I4  a Spread is set before the mark, and once. It is taken out when it is over and nobody is
   *                      inside who entered before that; one that enters later finds the word unmarked or the Spread
   *                      gone. So who reads the Spread, then the mark, then changes a cell that is not frozen, changes
   *                      one of a Spread that is on; and a thread inside that reads the mark, then the Spread, then
   *                      changes the word by compare-and-set, changes it under that mark.
   * Edges         HC-E1  leave getAndAdd(holders) -> come CAS(holders): the count decides whether the record is live
   *               HC-E2  set Spread CAS, mark getAndBitwiseOr -> getAcquire(spot), getAcquire(holders)
   *               HC-E3  freeze, clear CAS(holders) -> getVolatile(holders), getVolatile(spot) of a thread in the
   *                      Spread; enter getAndAdd(inside) before these
   * Tests         HC-I1, HC-I2, HC-I3  HolderCountLincheckTest.shouldCountUpToTheLimitAndDownToTheLast
   *               HC-I4, HC-E2, HC-E3  HolderCountLincheckTest.shouldCountUpToTheLimitAndDownToTheLastOnRealThreads,
   *                      HolderCountTest.shouldLeaveASpreadInItsSpotWhileSomebodyIsInside; that the Spread is read
   *                      before the mark is argued: no test meets a thread between the two
   *               HC-E1  RoleStress.K8_EndVsEndOfLastTwo, RoleStress.K1_OwnerGoesVsComesAgain
   */

  /** The result of {@link #tryAttach}. */
  public enum Attach {
    DONE,
    FULL,
    DEAD
  }

  /** What has become of a spread count that a thread wanted to end. */
  private enum Gathered {
    /** Another thread has ended it. */
    LOST,
    /** The word is the number of holders again. */
    EXACT,
    /** The same, and the caller is one of them. */
    JOINED,
    /** The same, and there are none: dead. */
    EMPTY
  }

  private static final VarHandle HOLDERS;
  private static final VarHandle SPOT;
  private static final int MARK = Integer.MIN_VALUE;
  private static final int COUNT = Integer.MAX_VALUE;

  static {
    try {
      HOLDERS = MethodHandles.lookup().findVarHandle(HolderCount.class, "holders", int.class);
      SPOT = MethodHandles.lookup().findVarHandle(HolderCount.class, "spot", Object.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // through HOLDERS
  private int holders = 1;
  /** The Spread; or while there is none, what the subclass keeps here. */
  @SuppressWarnings("unused") // through SPOT
  private @Nullable Object spot;

  HolderCount() {}

  /** What is in the spot: a {@link Spread}, or what the subclass has put there. */
  final @Nullable Object spot() {
    return SPOT.getAcquire(this); // HC-E2
  }

  /** {@link #spot} for a caller that has just changed a bitmap or the head (store-load). */
  final @Nullable Object spotVolatile() {
    return SPOT.getVolatile(this); // BG-E2
  }

  final boolean casSpot(final @Nullable Object expected, final @Nullable Object next) {
    return SPOT.compareAndSet(this, expected, next); // HC-E2; HC-I4
  }

  private @Nullable Spread spread() {
    return spot() instanceof Spread spread ? spread : null;
  }

  /** A Spread has been taken out of the spot. */
  abstract void abandoned(Spread spread);

  /** Counts one holder more, if that exceeds no limit. Linearizes at a step of the word or of a cell. */
  public final Attach tryAttach(final long limit) {
    final int most = (int) Math.min(limit, COUNT);
    Spread fresh = null; // made before the step that counts, so that nothing is lost if there is no memory for it
    while (true) {
      final Spread spread = spread(); // before the word: HC-I4
      final int seen = (int) HOLDERS.getAcquire(this); // HC-E2; zero is for ever
      if (seen == 0) {
        return Attach.DEAD;
      }
      if (seen < 0 && spread != null && spread.take()) { // HC-I1
        return Attach.DONE;
      }
      if ((seen & COUNT) >= most) {
        if (seen > 0) {
          return Attach.FULL; // HC-I1: exact
        }
        final Gathered gathered = spread == null ? Gathered.LOST : gather(spread, most);
        if (gathered != Gathered.LOST) {
          return gathered == Gathered.JOINED ? Attach.DONE : Attach.FULL;
        }
      } else if (HOLDERS.compareAndSet(this, seen, seen + 1)) { // HC-E1; under a mark, too: HC-I1
        if (fresh != null) {
          spread(fresh);
        }
        return Attach.DONE;
      } else if (fresh == null && spread == null && seen >= Spread.HIGH && most - seen >= Spread.HIGH) { // threads meet
        fresh = new Spread();
      }
    }
  }

  /** Counts one holder less; true if that was the last one, and it is dead. */
  public final boolean detach() {
    final Spread spread = spread(); // before the word: HC-I4
    if ((int) HOLDERS.getAcquire(this) < 0 && spread != null && spread.giveBack()) { // HC-E2; HC-I1
      return false;
    }
    final int before = (int) HOLDERS.getAndAdd(this, -1); // HC-E1; HC-I2
    if (before > 0) {
      return before == 1;
    }
    final Spread now = spread(); // if it is not that of the mark any more, the thread that cleared it has counted us
    return now != null && (before & COUNT) <= now.low() && gather(now, 0) == Gathered.EMPTY; // HC-I3
  }

  /** Spreads the count, unless it is spread. For a holder: the word is not zero while this runs. */
  final void spread(final Spread fresh) {
    final Object hint = spot();
    if (hint instanceof Spread || !casSpot(hint, fresh)) { // HC-E2; HC-I4
      return;
    }
    if (((int) HOLDERS.getAndBitwiseOr(this, MARK) & COUNT) < fresh.low()) { // HC-E2; HC-I1
      gather(fresh, 0); // HC-I3: some left before the mark was there
    }
  }

  /**
   * Makes the word the number of holders again, and adds the caller if there are fewer than {@code limit}. Linearizes
   * at the step that clears the mark. Any thread can do all of it, so none waits for another.
   */
  private Gathered gather(final Spread spread, final int limit) {
    Gathered result = Gathered.LOST;
    boolean wasOn = false;
    int places = 0;
    spread.enter(); // HC-E3
    while (true) {
      final int seen = (int) HOLDERS.getVolatile(this); // HC-E3: before the Spread, HC-I4
      if (seen >= 0 || SPOT.getVolatile(this) != spread) { // HC-E3
        break;
      }
      if (!wasOn) {
        places = spread.freeze(); // HC-I1
        wasOn = true;
      }
      final int holding = (seen & COUNT) - places;
      final boolean joins = holding < limit;
      if (HOLDERS.compareAndSet(this, seen, joins ? holding + 1 : holding)) { // HC-E3; HC-I1, HC-I2
        result = joins ? Gathered.JOINED : holding == 0 ? Gathered.EMPTY : Gathered.EXACT;
        break;
      }
    }
    if (spread.leave(wasOn) && casSpot(spread, null)) { // HC-I4
      abandoned(spread);
    }
    return result;
  }

  /** How many there are: an estimate by the time it is used. */
  public final int holders() {
    final Spread spread = spread();
    final int seen = (int) HOLDERS.getAcquire(this); // acquire: an estimate
    return seen < 0 && spread != null ? Math.max(1, (seen & COUNT) - spread.places()) : seen & COUNT;
  }

  /** Whether the last holder has left. */
  public final boolean isDead() {
    return (int) HOLDERS.getAcquire(this) == 0; // HC-I2
  }

  /** Whether threads are parted, or were a moment ago. */
  protected final boolean isSpread() {
    return spot() instanceof Spread;
  }
}
