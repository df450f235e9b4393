package dev.quell.server.data.query;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Decimal128;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.LegacyUUID;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import de.bwaldvogel.mongo.bson.ObjectId;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBinarySubType;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonMaxKey;
import org.bson.BsonMinKey;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.UuidRepresentation;
import org.jspecify.annotations.Nullable;

/** Turns BSON into the library's documents and back. Every type comes back as it went. */
public final class Documents {
  /** The largest document that is kept or sent. */
  public static final int LARGEST = 16 * 1024 * 1024;
  /** Deeper than this a document is refused. */
  private static final int DEEPEST = 200;
  private static final int UUID_LENGTH = 16;

  private Documents() {}

  // ---- to the library

  /** A document for the library, arrays in it poll by {@code poll}. */
  public static Document from(final byte[] bson, final Poll poll) {
    return from(new RawBsonDocument(bson), poll);
  }

  /** A document for the library. */
  public static Document from(final BsonDocument bson, final Poll poll) {
    final Document document = new Document();
    bson.forEach((name, value) -> document.put(name, from(value, poll)));
    return document;
  }

  /** A value for the library. */
  public static @Nullable Object from(final BsonValue value, final Poll poll) {
    return switch (value.getBsonType()) {
      case NULL -> null;
      case DOCUMENT -> from(value.asDocument(), poll);
      case ARRAY -> from(value.asArray(), poll);
      case INT32 -> value.asInt32().getValue();
      case INT64 -> value.asInt64().getValue();
      case DOUBLE -> value.asDouble().getValue();
      case STRING -> value.asString().getValue();
      case BOOLEAN -> value.asBoolean().getValue();
      case OBJECT_ID -> new ObjectId(value.asObjectId().getValue().toByteArray());
      case DATE_TIME -> Instant.ofEpochMilli(value.asDateTime().getValue());
      case TIMESTAMP -> new BsonTimestamp(value.asTimestamp().getValue());
      case DECIMAL128 -> from(value.asDecimal128().getValue());
      case REGULAR_EXPRESSION ->
          new BsonRegularExpression(
              value.asRegularExpression().getPattern(), value.asRegularExpression().getOptions());
      case MIN_KEY -> MinKey.getInstance();
      case MAX_KEY -> MaxKey.getInstance();
      case BINARY -> from(value.asBinary());
      default -> new Foreign(value);
    };
  }

  private static List<Object> from(final BsonArray array, final Poll poll) {
    final List<Object> list = new PolledList(poll);
    array.forEach(element -> list.add(from(element, poll)));
    return list;
  }

  /** The document with those of its arrays changed to polling ones that the library has made. */
  static Document polled(final Document document, final Poll poll) {
    polled(document, poll, new IdentityHashMap<>());
    return document;
  }

  /** @param done what was seen before: the library shares parts, and may do so on every level */
  private static Object polled(final Object value, final Poll poll, final Map<Object, Object> done) {
    if (!(value instanceof Document) && !(value instanceof List)) {
      return value;
    }
    final Object known = done.get(value);
    if (known != null) {
      return known;
    }
    if (value instanceof Document document) {
      done.put(document, document);
      document.entrySet().forEach(field -> field.setValue(polled(field.getValue(), poll, done)));
      return document;
    }
    final List<Object> list = value instanceof PolledList polled ? polled : new PolledList(poll);
    done.put(value, list);
    if (list == value) {
      for (int i = 0; i < list.size(); i++) { // somebody may be walking it: nothing is set that stays as it is
        final Object element = list.get(i);
        final Object changed = polled(element, poll, done);
        if (changed != element) {
          list.set(i, changed);
        }
      }
    } else {
      ((List<?>) value).forEach(element -> list.add(polled(element, poll, done)));
    }
    return list;
  }

  private static Decimal128 from(final org.bson.types.Decimal128 value) {
    return new Decimal128(value.getLow(), value.getHigh());
  }

  private static Object from(final BsonBinary binary) {
    final byte[] data = binary.getData();
    if (binary.getType() == BsonBinarySubType.BINARY.getValue()) {
      return new BinData(data);
    }
    if (data.length == UUID_LENGTH && binary.getType() == BsonBinarySubType.UUID_STANDARD.getValue()) {
      return binary.asUuid();
    }
    if (data.length == UUID_LENGTH && binary.getType() == BsonBinarySubType.UUID_LEGACY.getValue()) {
      final ByteBuffer buffer = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
      return new LegacyUUID(buffer.getLong(), buffer.getLong());
    }
    return new Foreign(binary);
  }

  // ---- from the library

  /** A document of the library's as BSON; refused with 10334 if it is larger than a document may be. */
  public static BsonDocument toBson(final Document document) {
    return toBson(document, new Room(), 0);
  }

  /** A value of the library's as BSON. */
  public static BsonValue toBson(final @Nullable Object value) {
    return toBson(value, new Room(), 0);
  }

  /** How much a document may still grow: what the library makes of a short pipeline can be endless. */
  private static final class Room {
    private long left = LARGEST + 16 * 1024;

    void take(final long bytes) {
      left -= bytes;
      if (left < 0) {
        throw new CommandException(
            ErrorCode.BSON_OBJECT_TOO_LARGE, "BSONObj size is invalid: a result is larger than " + LARGEST + " bytes");
      }
    }
  }

  private static BsonDocument toBson(final Map<?, ?> map, final Room room, final int depth) {
    final BsonDocument bson = new BsonDocument();
    for (final Map.Entry<?, ?> entry : map.entrySet()) {
      if (entry.getValue() instanceof Missing) {
        continue;
      }
      final String name = (String) entry.getKey();
      room.take(2L + name.length());
      bson.put(name, toBson(entry.getValue(), room, depth + 1));
    }
    room.take(5);
    return bson;
  }

  private static BsonArray toBson(final Collection<?> list, final Room room, final int depth) {
    final List<BsonValue> values = new ArrayList<>(list.size());
    for (final Object element : list) {
      room.take(3);
      values.add(toBson(element instanceof Missing ? null : element, room, depth + 1));
    }
    room.take(5);
    return new BsonArray(values);
  }

  private static BsonValue toBson(final @Nullable Object value, final Room room, final int depth) {
    if (depth > DEEPEST) {
      throw new CommandException(ErrorCode.OVERFLOW, "a result is nested deeper than " + DEEPEST + " levels");
    }
    if (value instanceof Map<?, ?> map) {
      return toBson(map, room, depth);
    }
    if (value instanceof Collection<?> list) {
      return toBson(list, room, depth);
    }
    if (value instanceof String text) {
      room.take(5L + text.length());
      return new BsonString(text);
    }
    if (value instanceof BinData data) {
      room.take(5L + data.getData().length);
      return new BsonBinary(data.getData());
    }
    room.take(value instanceof Foreign foreign ? foreign.size() : 8);
    return scalar(value);
  }

  private static BsonValue scalar(final @Nullable Object value) {
    if (value == null || value instanceof Missing) {
      return BsonNull.VALUE;
    } else if (value instanceof Number number) {
      return number(number);
    } else if (value instanceof Boolean bool) {
      return BsonBoolean.valueOf(bool);
    } else if (value instanceof ObjectId id) {
      return new BsonObjectId(new org.bson.types.ObjectId(id.toByteArray()));
    } else if (value instanceof Instant instant) {
      return new BsonDateTime(instant.toEpochMilli());
    } else if (value instanceof BsonTimestamp timestamp) {
      return new org.bson.BsonTimestamp(timestamp.getValue());
    } else if (value instanceof BsonRegularExpression regex) {
      final String options = regex.getOptions() == null ? "" : regex.getOptions();
      return new org.bson.BsonRegularExpression(regex.getPattern(), options);
    } else if (value instanceof UUID uuid) {
      return new BsonBinary(uuid, UuidRepresentation.STANDARD);
    } else if (value instanceof LegacyUUID legacy) {
      return legacy(legacy.getUuid());
    } else if (value instanceof MinKey) {
      return new BsonMinKey();
    } else if (value instanceof MaxKey) {
      return new BsonMaxKey();
    } else if (value instanceof Foreign foreign) {
      return foreign.value();
    }
    throw new CommandException(ErrorCode.INTERNAL_ERROR,
        "no BSON for a value of type " + value.getClass().getSimpleName());
  }

  private static BsonValue number(final Number number) {
    if (number instanceof Integer) {
      return new BsonInt32(number.intValue());
    } else if (number instanceof Long) {
      return new BsonInt64(number.longValue());
    } else if (number instanceof Decimal128 decimal) {
      return new BsonDecimal128(org.bson.types.Decimal128.fromIEEE754BIDEncoding(decimal.getHigh(), decimal.getLow()));
    }
    return new BsonDouble(number.doubleValue());
  }

  private static BsonBinary legacy(final UUID uuid) {
    final ByteBuffer buffer = ByteBuffer.allocate(UUID_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
    return new BsonBinary(BsonBinarySubType.UUID_LEGACY, buffer.array());
  }
}
