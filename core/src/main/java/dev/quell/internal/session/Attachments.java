package dev.quell.internal.session;

import dev.quell.internal.bag.RefBag;
import dev.quell.internal.cursor.CursorImpl;
import dev.quell.internal.operation.OperationState;

/** The further operations and cursors of a session. Made when first needed; most sessions never need it. */
final class Attachments {
  /** Operations that began while the first one was running. */
  final RefBag<OperationState> operations = new RefBag<>();
  /** Open cursors. */
  final RefBag<CursorImpl<?>> cursors = new RefBag<>();
}
