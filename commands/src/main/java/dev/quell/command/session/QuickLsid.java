package dev.quell.command.session;

import dev.quell.command.read.Lsid;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.UUID;
import org.bson.BsonBinary;
import org.bson.BsonBinarySubType;
import org.bson.BsonDocument;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/**
 * The {@code lsid} of a command as clients send it, {@code {id: <UUID>}}, found without a reader: this runs on every
 * command of a server. In bytes it makes nothing but the result. Whatever is not plain is left to {@link
 * SessionArgument}, which knows what is wrong with it.
 */
public final class QuickLsid {
  /** The command has neither {@code lsid} nor {@code txnNumber}. */
  public static final Lsid NONE = new Lsid(new UUID(0, 0), null, null, null);
  /** Look at the command more closely. */
  public static final Lsid UNSURE = new Lsid(new UUID(0, 0), null, null, null);

  private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final byte[] LSID = {'l', 's', 'i', 'd', 0};
  private static final byte[] TXN_NUMBER = {'t', 'x', 'n', 'N', 'u', 'm', 'b', 'e', 'r', 0};
  /** {@code {id: <UUID>}} up to the sixteen bytes: length of the document, type and name, length and subtype. */
  private static final byte[] PLAIN = {30, 0, 0, 0, 5, 'i', 'd', 0, 16, 0, 0, 0, 4};

  private static final int UUID_LENGTH = 16;
  private static final int ODD = -1;
  /** For types whose values start with their length: this many bytes beside what it counts. */
  private static final int COUNTED = 32;

  private QuickLsid() {}

  /** The lsid, which names neither an owner nor a child; or {@link #NONE}, or {@link #UNSURE}. */
  public static Lsid of(final BsonDocument command) {
    if (command instanceof RawBsonDocument raw) {
      return ofBytes(raw.getBackingArray(), raw.getByteOffset(), raw.getByteLength());
    }
    return command.getClass() == BsonDocument.class ? ofDecoded(command) : UNSURE;
  }

  // ---- decoded

  private static Lsid ofDecoded(final BsonDocument command) {
    if (command.containsKey("txnNumber")) {
      return UNSURE;
    }
    final BsonValue lsid = command.get("lsid");
    if (lsid == null) {
      return NONE;
    }
    final BsonValue id = lsid.getClass() == BsonDocument.class ? lsid.asDocument().get("id") : null;
    if (id == null || !id.isBinary() || lsid.asDocument().size() != 1) {
      return UNSURE;
    }
    final BsonBinary binary = id.asBinary();
    final boolean isUuid =
        binary.getType() == BsonBinarySubType.UUID_STANDARD.getValue() && binary.getData().length == UUID_LENGTH;
    return isUuid ? uuidAt(binary.getData(), 0) : UNSURE;
  }

  // ---- bytes

  private static Lsid ofBytes(final byte[] bytes, final int from, final int length) {
    final int end = from + length - 1; // of the last element; there is a zero
    Lsid found = NONE;
    int at = from + Integer.BYTES;
    while (at < end) {
      final int type = bytes[at++];
      final int name = at;
      while (at < end && bytes[at] != 0) {
        at++;
      }
      at++; // the zero
      final int size = at < end ? sizeOf(type, bytes, at, end) : sizeOfLast(type, at, end);
      if (size < 0 || size > end - at || is(TXN_NUMBER, bytes, name)) {
        return UNSURE;
      }
      if (is(LSID, bytes, name)) {
        final boolean isPlain =
            type == BsonType.DOCUMENT.getValue() && is(PLAIN, bytes, at) && bytes[at + size - 1] == 0;
        if (found != NONE || !isPlain) {
          return UNSURE;
        }
        found = uuidAt(bytes, at + PLAIN.length);
      }
      at += size;
    }
    return at == end && bytes[end] == 0 ? found : UNSURE;
  }

  /** The size of a value that has no room left: zero if it needs none. */
  private static int sizeOfLast(final int type, final int at, final int end) {
    return at == end && fixed(type) == 0 ? 0 : ODD;
  }

  /** The size of a value; {@link #ODD} for what clients hardly send, and what is none. */
  private static int sizeOf(final int type, final byte[] bytes, final int at, final int end) {
    final int fixed = fixed(type);
    if (fixed < COUNTED) {
      return fixed;
    }
    // plain: bytes that one thread has
    final int counted = end - at < Integer.BYTES ? ODD : (int) INT.get(bytes, at);
    return counted < least(fixed) || counted > end - at ? ODD : counted + fixed - COUNTED;
  }

  /** The least that a value may count: an empty document, the zero of an empty text, no data at all. */
  private static int least(final int fixed) {
    return switch (fixed) {
      case COUNTED -> 5;
      case COUNTED + Integer.BYTES -> 1;
      default -> 0;
    };
  }

  /** The size of values of a type, if all are of one size; from {@link #COUNTED} on if they say it themselves. */
  private static int fixed(final int type) {
    return switch (type) {
      case 0x0A, 0x06, 0x7F, -1 -> 0; // null, undefined, maxKey, minKey
      case 0x08 -> 1; // bool
      case 0x10 -> Integer.BYTES; // int
      case 0x01, 0x09, 0x11, 0x12 -> Long.BYTES; // double, date, timestamp, long
      case 0x07 -> 12; // objectId
      case 0x13 -> 16; // decimal
      case 0x03, 0x04 -> COUNTED; // object, array: the length counts itself
      case 0x02, 0x0D, 0x0E -> COUNTED + Integer.BYTES; // string, javascript, symbol
      case 0x05 -> COUNTED + Integer.BYTES + 1; // binData, with its subtype
      default -> ODD;
    };
  }

  private static boolean is(final byte[] expected, final byte[] bytes, final int at) {
    if (expected.length > bytes.length - at) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if (bytes[at + i] != expected[i]) {
        return false;
      }
    }
    return true;
  }

  private static Lsid uuidAt(final byte[] bytes, final int at) {
    // plain: bytes that one thread has
    return new Lsid(new UUID((long) LONG.get(bytes, at), (long) LONG.get(bytes, at + Long.BYTES)), null, null, null);
  }
}
