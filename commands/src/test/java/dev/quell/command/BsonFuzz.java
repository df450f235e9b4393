package dev.quell.command;

import java.util.List;
import java.util.Random;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonJavaScript;
import org.bson.BsonJavaScriptWithScope;
import org.bson.BsonMaxKey;
import org.bson.BsonMinKey;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonRegularExpression;
import org.bson.BsonString;
import org.bson.BsonSymbol;
import org.bson.BsonTimestamp;
import org.bson.BsonUndefined;
import org.bson.BsonValue;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;

/** Values of every type, among them often those that commands are looking for. */
final class BsonFuzz {
  private static final int DEEPEST = 4;
  private static final byte[] SUBTYPES = {0, 1, 3, 4, 5, (byte) 0x80};

  private BsonFuzz() {}

  static BsonDocument document(final Random random, final List<String> names, final int depth) {
    final BsonDocument document = new BsonDocument();
    for (int i = random.nextInt(4); i > 0; i--) {
      document.put(names.get(random.nextInt(names.size())), value(random, names, depth + 1));
    }
    return document;
  }

  static BsonValue value(final Random random, final List<String> names, final int depth) {
    final int kind = random.nextInt(depth < DEEPEST ? 34 : 24);
    return switch (kind) {
      case 0 -> new BsonInt32(random.nextInt());
      case 1 -> new BsonInt64(random.nextLong());
      case 2 -> new BsonDouble(random.nextBoolean() ? random.nextDouble() : Double.NaN);
      case 3 -> new BsonBoolean(random.nextBoolean());
      case 4 -> new BsonString(text(random));
      case 5 -> new BsonSymbol(text(random));
      case 6 -> new BsonJavaScript(text(random));
      case 7 -> new BsonJavaScriptWithScope(text(random), document(random, names, DEEPEST));
      case 8 -> new BsonDateTime(random.nextLong());
      case 9 -> new BsonTimestamp(random.nextLong());
      case 10 -> new BsonDecimal128(new Decimal128(random.nextLong()));
      case 11 -> BsonNull.VALUE;
      case 12 -> new BsonUndefined();
      case 13 -> new BsonMinKey();
      case 14 -> new BsonMaxKey();
      case 15 -> new BsonRegularExpression("x", "i");
      case 16 -> new BsonObjectId(new ObjectId(random.nextInt(), random.nextInt(1 << 24)));
      case 17, 18 -> binary(random);
      case 19, 20 -> new BsonBinary(House.id(random.nextInt(3)));
      case 21, 22 -> new BsonBinary((random.nextBoolean() ? House.ANN : House.BOB).uid().toBytes());
      case 23 -> new BsonString(random.nextBoolean() ? "ann" : "app");
      case 24, 25, 26, 27, 28 -> array(random, names, depth);
      default -> document(random, names, depth);
    };
  }

  private static BsonArray array(final Random random, final List<String> names, final int depth) {
    final BsonArray array = new BsonArray();
    for (int i = random.nextInt(4); i > 0; i--) {
      array.add(value(random, names, depth + 1));
    }
    return array;
  }

  private static BsonBinary binary(final Random random) {
    final byte[] bytes = new byte[random.nextInt(40)];
    random.nextBytes(bytes);
    return new BsonBinary(SUBTYPES[random.nextInt(SUBTYPES.length)], bytes);
  }

  private static String text(final Random random) {
    final StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append((char) random.nextInt(1 << 16)); // half characters too
    }
    return text.toString();
  }
}
