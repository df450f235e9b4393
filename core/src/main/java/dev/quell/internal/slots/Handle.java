package dev.quell.internal.slots;

/**
 * A session handle: slot and generation in one positive long; 0 is no handle. Two sessions never share one, because a slot
 * never repeats a generation (K3). The links of the UUID index are handles too, with the sign bit as their mark.
 *
 * <pre>
 *  63     62              32 31             0
 * +------+------------------+----------------+
 * | mark | generation (31)  | slot + 1       |
 * +------+------------------+----------------+
 * </pre>
 */
public final class Handle {
  public static final long NONE = 0L;
  private static final long MARK = Long.MIN_VALUE;

  private Handle() {}

  public static long of(final int slot, final int generation) {
    return ((long) generation << 32) | (slot + 1);
  }

  public static int slot(final long handle) {
    return (int) handle - 1;
  }

  public static int generation(final long handle) {
    return (int) (handle >>> 32) & Integer.MAX_VALUE;
  }

  public static boolean isMarked(final long link) {
    return link < 0;
  }

  public static long marked(final long link) {
    return link | MARK;
  }

  public static long unmarked(final long link) {
    return link & ~MARK;
  }
}
