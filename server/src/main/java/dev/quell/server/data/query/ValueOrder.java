package dev.quell.server.data.query;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonRegularExpression;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Decimal128;
import de.bwaldvogel.mongo.bson.LegacyUUID;
import de.bwaldvogel.mongo.bson.MaxKey;
import de.bwaldvogel.mongo.bson.MinKey;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;
import org.bson.BsonBinary;

/**
 * The order of BSON values: first by type, then by value. Total, and the same whatever types meet; the library's own
 * refuses some types and mistakes large numbers.
 */
final class ValueOrder implements Comparator<Object> {
  static final ValueOrder ASCENDING = new ValueOrder();

  private static final int NOTHING = 3;
  private static final int NUMBER = 4;
  private static final int STRING = 5;
  private static final int DOCUMENT = 6;
  private static final int ARRAY = 7;
  private static final int BINARY = 8;

  private ValueOrder() {}

  @Override
  public int compare(final Object a, final Object b) {
    final int rank = rank(a);
    final int byType = Integer.compare(rank, rank(b));
    if (byType != 0) {
      return byType;
    }
    return switch (rank) {
      case NUMBER -> numbers((Number) a, (Number) b);
      case NOTHING -> 0; // null, and what is not there
      case STRING -> texts(a.toString(), b.toString());
      case DOCUMENT -> documents((Map<?, ?>) a, (Map<?, ?>) b);
      case ARRAY -> arrays((Collection<?>) a, (Collection<?>) b);
      case BINARY -> binaries(binary(a), binary(b));
      case 9 -> ((ObjectId) a).compareTo((ObjectId) b);
      case 10 -> ((Boolean) a).compareTo((Boolean) b);
      case 11 -> ((Instant) a).compareTo((Instant) b);
      case 12 -> ((BsonTimestamp) a).compareTo((BsonTimestamp) b);
      // the same for those of which there is one: min, max
      default -> String.valueOf(a).compareTo(String.valueOf(b));
    };
  }

  private static int rank(final Object value) {
    if (value == null || value instanceof Missing) {
      return NOTHING;
    } else if (value instanceof Number) {
      return NUMBER;
    } else if (value instanceof String) {
      return STRING;
    } else if (value instanceof Map) {
      return DOCUMENT;
    } else if (value instanceof Collection) {
      return ARRAY;
    } else if (value instanceof BinData || value instanceof UUID || value instanceof LegacyUUID) {
      return BINARY;
    } else if (value instanceof ObjectId) {
      return 9;
    } else if (value instanceof Boolean) {
      return 10;
    } else if (value instanceof Instant) {
      return 11;
    } else if (value instanceof BsonTimestamp) {
      return 12;
    } else if (value instanceof BsonRegularExpression) {
      return 13;
    } else if (value instanceof MinKey) {
      return 1;
    } else if (value instanceof MaxKey) {
      return 127;
    }
    return value instanceof Foreign foreign ? rank(foreign) : 20;
  }

  private static int rank(final Foreign foreign) {
    return switch (foreign.value().getBsonType()) {
      case BINARY -> BINARY;
      case UNDEFINED -> 2;
      case DB_POINTER -> 14;
      case JAVASCRIPT -> 15;
      case JAVASCRIPT_WITH_SCOPE -> 16;
      default -> 17;
    };
  }

  /** By code points, which is the order of the bytes in UTF-8. */
  private static int texts(final String a, final String b) {
    final int shorter = Math.min(a.length(), b.length());
    for (int i = 0; i < shorter; i++) {
      final char one = a.charAt(i);
      final char other = b.charAt(i);
      if (one != other) {
        final int byHalves = Boolean.compare(Character.isSurrogate(one), Character.isSurrogate(other));
        return byHalves != 0 && one >= Character.MIN_SURROGATE && other >= Character.MIN_SURROGATE
            ? byHalves : Character.compare(one, other);
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  // ---- numbers

  private static int numbers(final Number a, final Number b) {
    if (isWhole(a) && isWhole(b)) {
      return Long.compare(a.longValue(), b.longValue());
    }
    final double left = a.doubleValue();
    final double right = b.doubleValue();
    if (Double.isNaN(left) || Double.isNaN(right)) { // less than every number
      return Boolean.compare(Double.isNaN(right), Double.isNaN(left));
    }
    if (isInfinite(a, left) || isInfinite(b, right)) {
      return Double.compare(infinity(a, left), infinity(b, right));
    }
    return exact(a).compareTo(exact(b));
  }

  private static boolean isWhole(final Number number) {
    return number instanceof Integer || number instanceof Long;
  }

  /** A decimal may be finite and yet too large for a double. */
  private static boolean isInfinite(final Number number, final double asDouble) {
    return Double.isInfinite(asDouble)
        && !(number instanceof Decimal128 decimal && !decimal.equals(Decimal128.POSITIVE_INFINITY)
            && !decimal.equals(Decimal128.NEGATIVE_INFINITY));
  }

  private static double infinity(final Number number, final double asDouble) {
    return isInfinite(number, asDouble) ? asDouble : 0;
  }

  private static BigDecimal exact(final Number number) {
    if (number instanceof Decimal128 decimal) {
      return decimal.equals(Decimal128.NEGATIVE_ZERO) ? BigDecimal.ZERO : decimal.toBigDecimal();
    }
    return isWhole(number) ? BigDecimal.valueOf(number.longValue()) : new BigDecimal(number.doubleValue());
  }

  // ---- the rest

  private int documents(final Map<?, ?> a, final Map<?, ?> b) {
    final Iterator<? extends Map.Entry<?, ?>> left = a.entrySet().iterator();
    final Iterator<? extends Map.Entry<?, ?>> right = b.entrySet().iterator();
    while (left.hasNext() && right.hasNext()) {
      final Map.Entry<?, ?> one = left.next();
      final Map.Entry<?, ?> other = right.next();
      int result = Integer.compare(rank(one.getValue()), rank(other.getValue()));
      if (result == 0) {
        result = texts((String) one.getKey(), (String) other.getKey());
      }
      if (result == 0) {
        result = compare(one.getValue(), other.getValue());
      }
      if (result != 0) {
        return result;
      }
    }
    return Boolean.compare(left.hasNext(), right.hasNext());
  }

  private int arrays(final Collection<?> a, final Collection<?> b) {
    final Iterator<?> left = a.iterator();
    final Iterator<?> right = b.iterator();
    while (left.hasNext() && right.hasNext()) {
      final int result = compare(left.next(), right.next());
      if (result != 0) {
        return result;
      }
    }
    return Boolean.compare(left.hasNext(), right.hasNext());
  }

  private static BsonBinary binary(final Object value) {
    return Documents.toBson(value).asBinary();
  }

  private static int binaries(final BsonBinary a, final BsonBinary b) {
    int result = Integer.compare(a.getData().length, b.getData().length);
    if (result == 0) {
      result = Byte.compareUnsigned(a.getType(), b.getType());
    }
    return result != 0 ? result : Arrays.compareUnsigned(a.getData(), b.getData());
  }
}
