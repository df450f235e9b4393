package dev.quell.internal.session;

import dev.quell.internal.bag.RefBag;
import dev.quell.internal.cursor.CursorImpl;
import dev.quell.internal.label.Carrier;
import dev.quell.internal.operation.OperationState;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** The further operations, cursors and labels of a session. Made when first needed; most sessions never need it. */
final class Attachments {
  /*
   * Invariants    those of SessionAnchor.
   * Edges         those of SessionAnchor.
   */

  private static final VarHandle CARRIER;

  static {
    try {
      CARRIER = MethodHandles.lookup().findVarHandle(Attachments.class, "carrier", Carrier.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Operations that began while the first one was running. */
  final RefBag<OperationState> operations = new RefBag<>();
  /** Open cursors. */
  final RefBag<CursorImpl<?>> cursors = new RefBag<>();
  @SuppressWarnings("unused") // through CARRIER
  private @Nullable Carrier carrier;

  /** The session as a carrier of labels; null if it never had any. */
  @Nullable
  Carrier carrierIfAny() {
    return (Carrier) CARRIER.getVolatile(this); // SA-E1 acquire; LI-E3
  }

  Carrier carrier(final int slot, final int generation) {
    final Carrier seen = carrierIfAny();
    if (seen != null) {
      return seen;
    }
    final Carrier fresh = Carrier.ofSession(slot, generation);
    final Carrier witness = (Carrier) CARRIER.compareAndExchange(this, null, fresh); // SA-E1 release; SA-I1; LI-E3
    return witness == null ? fresh : witness;
  }
}
