package dev.quell.internal.live;

import dev.quell.internal.bag.RefBag;

/** What hangs on a session besides its first operation. Made when first needed; most sessions never have one. */
final class Side {
  /** Operations that began while the first one was running. */
  final RefBag<Run> further = new RefBag<>();
  /** Open cursors. */
  final RefBag<LiveCursor> cursors = new RefBag<>();
}
