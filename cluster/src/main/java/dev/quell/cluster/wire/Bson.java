package dev.quell.cluster.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** What {@link Out} and {@link In} have of BSON: the types that messages have, and numbers in arrays of bytes. */
final class Bson {
  static final byte END = 0;
  static final byte STRING = 2;
  static final byte DOCUMENT = 3;
  static final byte ARRAY = 4;
  static final byte BINARY = 5;
  static final byte BOOLEAN = 8;
  static final byte INT64 = 18;

  /** The kind of a binary value that is nothing in particular. */
  static final byte GENERIC = 0;
  static final byte UUID = 4;

  private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  /** For the halves of a UUID. */
  private static final VarHandle HALVES = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Bson() {}

  static int intAt(final byte[] bytes, final int at) {
    return (int) INTS.get(bytes, at);
  }

  static void putInt(final byte[] bytes, final int at, final int value) {
    INTS.set(bytes, at, value);
  }

  static long longAt(final byte[] bytes, final int at) {
    return (long) LONGS.get(bytes, at);
  }

  static void putLong(final byte[] bytes, final int at, final long value) {
    LONGS.set(bytes, at, value);
  }

  static long halfAt(final byte[] bytes, final int at) {
    return (long) HALVES.get(bytes, at);
  }

  static void putHalf(final byte[] bytes, final int at, final long value) {
    HALVES.set(bytes, at, value);
  }
}
