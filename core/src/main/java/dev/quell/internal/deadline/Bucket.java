package dev.quell.internal.deadline;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one slot of the wheel. They are adjacent in memory, so that loads of what they refer to overlap; in
 * chunks, so that growth copies little. An emptied bucket keeps a small chunk. For the agent's thread.
 *
 * <p>A sweep goes through a bucket in slices and moves what stays to the front. Between slices the entries before
 * {@code kept} have been looked at, those from there to {@code swept} are null, and the rest is still to come.
 */
final class Bucket {
  private static final int CHUNK_BITS = 10;
  private static final int CHUNK = 1 << CHUNK_BITS;
  private static final int FIRST = 8;
  private static final int GROWTH = 4;
  /** The longest chunk that an emptied bucket keeps. */
  private static final int KEPT = 32;

  private @Nullable Timed[] @Nullable [] chunks = new Timed[1][];
  private int size;
  private int swept;
  private int kept;

  /** Whether an entry stays; it is told where the entry is now. */
  interface Keeper {
    boolean keeps(Timed timed, int index);

    void moved(Timed timed, int index);
  }

  int size() {
    return size;
  }

  /** Adds an entry, and returns its index. */
  int add(final Timed timed) {
    final int number = size >>> CHUNK_BITS;
    final int offset = size & CHUNK - 1;
    if (number == chunks.length) {
      chunks = Arrays.copyOf(chunks, 2 * number);
    }
    @Nullable
    Timed[] chunk = chunks[number];
    if (chunk == null) {
      chunk = new Timed[number == 0 ? FIRST : CHUNK];
      chunks[number] = chunk;
    } else if (offset == chunk.length) {
      chunk = Arrays.copyOf(chunk, Math.min(CHUNK, GROWTH * offset));
      chunks[number] = chunk;
    }
    chunk[offset] = timed;
    return size++;
  }

  /** Removes the last entry of a bucket that is not empty; it may be null. Its index is the new size. */
  @SuppressWarnings("NullAway") // the chunk of an entry is there
  @Nullable
  Timed removeLast() {
    size--;
    final int number = size >>> CHUNK_BITS;
    final int offset = size & CHUNK - 1;
    final @Nullable Timed[] chunk = chunks[number];
    final Timed last = chunk[offset];
    chunk[offset] = null;
    if (offset == 0 && chunk.length > KEPT) {
      chunks[number] = null;
    }
    if (size == 0 && chunks.length > 1) {
      chunks = new Timed[1][];
    }
    swept = Math.min(swept, size);
    kept = Math.min(kept, size);
    return last;
  }

  /**
   * Goes on with a sweep for up to {@code most} entries, and returns how many it has looked at. When that is less than
   * {@code most}, the sweep is through, and {@link #trim} ends it.
   */
  int sweep(final int most, final Keeper keeper) {
    int looked = 0;
    for (; looked < most && swept < size; looked++) {
      final Timed timed = get(swept);
      if (timed != null && keeper.keeps(timed, swept)) {
        if (kept < swept) {
          set(kept, timed);
          set(swept, null);
          keeper.moved(timed, kept);
        }
        kept++;
      } else {
        set(swept, null);
      }
      swept++;
    }
    return looked;
  }

  /** Gives back what a sweep has emptied, and returns how many entries less there are. */
  int trim() {
    final int before = size;
    for (int stay = kept; size > stay;) {
      removeLast();
    }
    swept = 0;
    kept = 0;
    return before - size;
  }

  @SuppressWarnings("NullAway") // as above
  private @Nullable Timed get(final int index) {
    return chunks[index >>> CHUNK_BITS][index & CHUNK - 1];
  }

  @SuppressWarnings("NullAway") // as above
  private void set(final int index, final @Nullable Timed timed) {
    chunks[index >>> CHUNK_BITS][index & CHUNK - 1] = timed;
  }
}
