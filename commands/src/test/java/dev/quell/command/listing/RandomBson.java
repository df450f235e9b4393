package dev.quell.command.listing;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDbPointer;
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

/** Values of every type, nested, and fields with names that mean something mixed with others. */
public final class RandomBson {
  private RandomBson() {}

  /** Any value, its documents with these names or others. */
  public static Arbitrary<BsonValue> values(final String... names) {
    return values(3, names);
  }

  private static Arbitrary<BsonValue> values(final int levels, final String... names) {
    if (levels == 0) {
      return scalars();
    }
    return Arbitraries.frequencyOf(
        Tuple.of(3, scalars()),
        Tuple.of(1, Arbitraries.lazy(() -> documents(values(levels - 1, names), names))),
        Tuple.of(
            1, Arbitraries.lazy(() -> values(levels - 1, names).list().ofMaxSize(3).map(BsonArray::new))));
  }

  private static Arbitrary<BsonValue> documents(final Arbitrary<BsonValue> values, final String... names) {
    return fields(values, names).map(fields -> {
      final BsonDocument document = new BsonDocument();
      for (int i = 0; i < fields.size(); i += 2) {
        document.put((String) fields.get(i), (BsonValue) fields.get(i + 1));
      }
      return document;
    });
  }

  /** Names and values in turn; a name may occur twice. */
  public static Arbitrary<List<Object>> fields(final Arbitrary<BsonValue> values, final String... names) {
    final Arbitrary<String> name =
        Arbitraries.frequencyOf(
            Tuple.of(4, Arbitraries.of(names)),
            Tuple.of(1, Arbitraries.strings().alpha().ofMaxLength(3)));
    return Combinators.combine(name, values).as((key, value) -> List.<Object>of(key, value)).list().ofMaxSize(5)
        .map(pairs -> {
          final List<Object> all = new ArrayList<>();
          pairs.forEach(all::addAll);
          return all;
        });
  }

  private static Arbitrary<BsonValue> scalars() {
    return Arbitraries.oneOf(
        Arbitraries.integers().map(BsonInt32::new),
        Arbitraries.longs().map(BsonInt64::new),
        Arbitraries.doubles().map(BsonDouble::new),
        Arbitraries.of(
            new BsonDouble(Double.NaN), new BsonDouble(-0.0), new BsonInt32(1),
            new BsonDecimal128(Decimal128.NaN), new BsonDecimal128(Decimal128.POSITIVE_INFINITY),
            new BsonDecimal128(Decimal128.NEGATIVE_ZERO), new BsonDecimal128(Decimal128.parse("1E+6000"))),
        Arbitraries.strings().ofMaxLength(5).map(BsonString::new),
        Arbitraries.of(true, false).map(BsonBoolean::valueOf),
        Arbitraries.longs().map(BsonDateTime::new),
        Arbitraries.bytes().array(byte[].class).ofMaxSize(40)
            .flatMap(data -> Arbitraries.of((byte) 0, (byte) 4, (byte) 5).map(type -> new BsonBinary(type, data))),
        Arbitraries.of(
            BsonNull.VALUE, new BsonUndefined(), new BsonMinKey(), new BsonMaxKey(), new BsonTimestamp(1),
            new BsonObjectId(new ObjectId(1, 1)), new BsonRegularExpression("a", "i"), new BsonJavaScript("x"),
            new BsonJavaScriptWithScope("x", new BsonDocument("a", BsonNull.VALUE)), new BsonSymbol("s"),
            new BsonDbPointer("a.b", new ObjectId(1, 1)), new BsonBinary(new UUID(0, 1))));
  }
}
