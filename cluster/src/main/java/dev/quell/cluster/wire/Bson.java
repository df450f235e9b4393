package dev.quell.cluster.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The part of BSON that messages are made of. Written out here because a kill waits for six messages: a library that
 * reads and writes any document took most of the time of a kill on its way.
 */
final class Bson {
  static final byte END = 0;
  static final byte STRING = 2;
  static final byte DOCUMENT = 3;
  static final byte ARRAY = 4;
  static final byte BINARY = 5;
  static final byte BOOLEAN = 8;
  static final byte INT64 = 18;
  /** The subtype of binary data that means nothing. */
  static final byte GENERIC = 0;
  /** That of a UUID in network order. */
  static final byte UUID = 4;

  static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  /** UUIDs alone have their most significant byte first. */
  static final VarHandle BIG_LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Bson() {}
}
