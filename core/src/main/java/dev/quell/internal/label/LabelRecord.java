package dev.quell.internal.label;

import dev.quell.Labels.Label;
import dev.quell.internal.bag.RefBag;
import dev.quell.internal.index.HeldRecord;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A label that something carries, with a bag of the entries of its carriers for each kind.
 *
 * @param <E> the entries
 */
public final class LabelRecord<E> extends HeldRecord<Label> {
  /*
   * Invariants    those of HeldRecord and LabelIndex.
   * Edges         those of HeldRecord and LabelIndex.
   */

  private static final VarHandle ARRIVALS;

  static {
    try {
      ARRIVALS = MethodHandles.lookup().findVarHandle(LabelRecord.class, "arrivals", long.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final RefBag<E> sessions = new RefBag<>();
  private final RefBag<E> operations = new RefBag<>();
  private final RefBag<E> cursors = new RefBag<>();
  @SuppressWarnings("unused") // through ARRIVALS
  private long arrivals;

  LabelRecord(final Label label, final long hash) {
    super(label, hash);
  }

  @Override
  protected RefBag<E> counted() {
    return operations; // those of all kinds: operations come and go most
  }

  /** The entries of one kind. */
  public RefBag<E> bag(final Kind kind) {
    switch (kind) {
      case SESSION:
        return sessions;
      case OPERATION:
        return operations;
      default:
        return cursors;
    }
  }

  /** How many open sessions have been given the label so far. For a walk, at its start. */
  public long arrivals() {
    return (long) ARRIVALS.getVolatile(this); // LI-E2
  }

  /** Counts an open session that is given the label: its entry's number. */
  long arrive() {
    return (long) ARRIVALS.getAndAdd(this, 1L) + 1; // LI-E2; LI-I3: before the entry is filled
  }
}
