package dev.quell.server.data.query;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import de.bwaldvogel.mongo.bson.Document;
import dev.quell.command.CommandException;
import dev.quell.server.data.store.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DocumentsTest {
  private final Poll poll = new Poll();

  static Stream<BsonValue> values() {
    final Stream<BsonValue> plain =
        Stream.of(
            BsonNull.VALUE, new BsonUndefined(), BsonBoolean.TRUE, new BsonInt32(-1), new BsonInt64(Long.MIN_VALUE),
            new BsonDouble(-0.0), new BsonDouble(Double.NaN), new BsonDouble(1e300),
            new BsonString("a\u0000\u20ac\ud83d\ude00"),
            new BsonObjectId(new ObjectId()), new BsonDateTime(Long.MIN_VALUE), new BsonDateTime(Long.MAX_VALUE),
            new BsonTimestamp(-5), new BsonTimestamp(7, 9), new BsonRegularExpression("^a", "ix"), new BsonMinKey(),
            new BsonMaxKey(),
            new BsonJavaScript("f()"), new BsonJavaScriptWithScope("g()", new BsonDocument("x", new BsonInt32(1))),
            new BsonSymbol("s"), new BsonDbPointer("a.b", new ObjectId()), new BsonArray(), new BsonDocument());
    final Stream<BsonValue> decimals =
        Stream.of("0", "-0", "-0E+3", "1.10", "NaN", "-Infinity", "9.999999999999999999999999999999999E+6144",
            "1E-6176")
            .map(text -> new BsonDecimal128(Decimal128.parse(text)));
    final Stream<BsonValue> binaries =
        Stream.of(0, 1, 2, 3, 4, 5, 6, 0x80, 0xff)
            .flatMap(subtype -> Stream.of(0, 15, 16, 17).map(length -> new BsonBinary(subtype.byteValue(),
                new byte[length])));
    final BsonBinary uuid = new BsonBinary(UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"));
    final Stream<BsonValue> nested =
        Stream.of(
            uuid, new BsonBinary((byte) 3, uuid.getData()),
            new BsonArray(List.of(new BsonArray(List.of(new BsonInt32(1), new BsonArray())), BsonNull.VALUE)),
            new BsonDocument("", new BsonDocument("a.b", new BsonArray(List.of(new BsonDocument("$c",
                new BsonUndefined()))))));
    return Stream.of(plain, decimals, binaries, nested).flatMap(each -> each);
  }

  @ParameterizedTest
  @MethodSource("values")
  void shouldBringEveryTypeBackUnharmed(final BsonValue value) {
    final byte[] before = Bytes.of(new BsonDocument("_id", value).append("list", new BsonArray(List.of(value))));
    assertArrayEquals(before, Bytes.of(Documents.toBson(Documents.from(before, poll))));
  }

  @ParameterizedTest
  @MethodSource("values")
  void shouldFindEveryValueByItself(final BsonValue value) {
    final BsonDocument document = new BsonDocument("a", value);
    final boolean comparable = !value.isRegularExpression(); // as a filter that means something else
    assertEquals(comparable, comparable
        && Filter.of(new BsonDocument("a", new BsonDocument("$eq", value)), poll).matches(document));
  }

  @ParameterizedTest
  @MethodSource("values")
  void shouldSortEveryValueBesideEveryOther(final BsonValue value) {
    final Object mine = Documents.from(value, poll);
    final List<Integer> wrong = new ArrayList<>();
    values().map(other -> Documents.from(other, poll)).forEach(other -> {
      if (Integer.signum(ValueOrder.ASCENDING.compare(mine,
          other)) != -Integer.signum(ValueOrder.ASCENDING.compare(other, mine))) {
        wrong.add(wrong.size());
      }
    });
    assertEquals(List.of(), wrong);
  }

  @Test
  void shouldRefuseAResultThatIsTooLarge() {
    Document document = new Document("a", "x".repeat(1 << 20));
    for (int i = 0; i < 40; i++) { // a small thing in memory, two to the sixtieth bytes when written
      document = new Document("l", document).append("r", document);
    }
    final Document endless = document;
    assertEquals(10334, assertThrows(CommandException.class, () -> Documents.toBson(endless)).code());
  }

  @Test
  void shouldRefuseAResultThatIsNestedTooDeeply() {
    Document document = new Document();
    for (int i = 0; i < 300; i++) {
      document = new Document("a", document);
    }
    final Document deep = document;
    assertEquals(15, assertThrows(CommandException.class, () -> Documents.toBson(deep)).code());
  }
}
