package dev.quell.internal.cursor;

import dev.quell.Pin;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One use of a cursor, for try-with-resources.
 *
 * @param <T> the resource
 */
public final class CursorPin<T extends AutoCloseable> implements Pin<T> {
  /*
   * Invariants    CP-I1  a pin ends its use at most once: one close takes the step to closed, and ends the use only if
   *                      the cursor is still in it. So it never ends a later use (K3).
   * Tests         CP-I1  LabelCursorStress.CP_I1_CloseVsCloseAndNextUse,
   *                      CursorPinTest.shouldNotEndALaterUse
   */

  private static final VarHandle CLOSED;

  static {
    try {
      CLOSED = MethodHandles.lookup().findVarHandle(CursorPin.class, "closed", boolean.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final CursorState cursor;
  private final T resource;
  private final long use;
  @SuppressWarnings("unused") // through CLOSED
  private boolean closed;

  /** @param use the number of the use that begins with this pin */
  CursorPin(final CursorState cursor, final T resource, final long use) {
    this.cursor = cursor;
    this.resource = resource;
    this.use = use;
  }

  @Override
  public T resource() {
    return resource;
  }

  @Override
  public void close() {
    if (CLOSED.compareAndSet(this, false, true) && cursor.isInUse(use)) { // CP-I1
      cursor.endUse();
    }
  }

  @Override
  public String toString() {
    return "Pin[" + cursor.id() + "]";
  }
}
