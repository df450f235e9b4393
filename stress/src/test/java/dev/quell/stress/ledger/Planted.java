package dev.quell.stress.ledger;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * Accesses whose comments {@link ByteCode} must refuse, each on a line that says so at its end, and some that are good.
 */
final class Planted {
  private static final VarHandle ELEMENTS = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] array = new long[2];
  private final AtomicInteger counter = new AtomicInteger();
  private final ConcurrentLinkedQueue<Object> queue = new ConcurrentLinkedQueue<>();
  private volatile int seen; // PL-E1
  private volatile int excused; // volatile: a hint
  private final IntSupplier silentReference = counter::incrementAndGet; // refused: a reference is an access
  private final IntSupplier reference = counter::incrementAndGet; // atomic: a count

  Planted(final int start) {
    seen = start; // refused: a constructor's too
  }

  void good() {
    ELEMENTS.setRelease(array, 0, 1L); // PL-E1 release
    // callers: each says what for
    ELEMENTS.setOpaque(array, 0, (long) ELEMENTS.getOpaque(array, 1));
    queue.add(this); // atomic: each by one thread
    excused = 1;
    seen = 2; // PL-I1
    VarHandle.fullFence(); // fence: to be sure
  }

  void silent() {
    counter.incrementAndGet(); // refused: no comment of the kind
    queue.poll(); // refused
    VarHandle.fullFence(); // refused
    seen++; // refused
  }

  void guaranteeOnly() {
    counter.incrementAndGet(); // K3, refused: names no test
  }

  void excuseForAnotherMode() {
    counter.incrementAndGet(); // opaque: a count; refused
    ELEMENTS.setVolatile(array, 0, 1L); // opaque: a hint; refused
    ELEMENTS.set(array, 0, 1L); // opaque: a hint; refused
    seen = 3; // opaque: a hint; refused
  }

  long oneCommentForAStatement() {
    return (long) ELEMENTS.getAcquire(array, 0) // acquire: a hint
        + (long) ELEMENTS.getAcquire(array, 1) // refused
        + (long) ELEMENTS.getVolatile( // refused
            array, 0) // volatile: at another line than the name
        + seen // volatile: a hint
        + seen; // refused
  }

  IntSupplier lambda() {
    return () -> counter.get() + reference.getAsInt() + silentReference.getAsInt(); // refused
  }
}
