package dev.quell.internal.kill;

import dev.quell.internal.operation.OperationState;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.Segment;

/**
 * Loads what the claims of awaited runs look at, for some victims together and before the first is claimed. Such loads
 * overlap. Those of one claim after another do not: each compare-and-set waits for the loads before it.
 */
final class LoadsAhead {
  @SuppressWarnings("unused")
  private long sink; // keeps the compiler from dropping the loads

  /** Loads for the first operation of this slot, if somebody waits for it by this word. */
  void load(final Segment<?, ?, OperationState> segment, final int offset, final long word) {
    if (KillWord.isAwaited(word)) {
      final OperationState operation = segment.operation(offset);
      if (operation != null) {
        sink += operation.load();
      }
    }
  }
}
