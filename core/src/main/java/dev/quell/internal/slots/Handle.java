package dev.quell.internal.slots;

/**
 * A session handle: slot and generation in one positive long; 0 is no handle. Two sessions never share a handle,
 * because a slot never repeats a generation (K3).
 *
 * <pre>
 *  63  62            32 31             0
 * +---+----------------+----------------+
 * | 0 | generation (31)| slot + 1       |
 * +---+----------------+----------------+
 * </pre>
 */
public final class Handle {
  public static final long NONE = 0L;

  private Handle() {}

  public static long of(final int slot, final int generation) {
    return ((long) generation << 32) | (slot + 1);
  }

  public static int slot(final long handle) {
    return (int) handle - 1;
  }

  public static int generation(final long handle) {
    return (int) (handle >>> 32);
  }
}
