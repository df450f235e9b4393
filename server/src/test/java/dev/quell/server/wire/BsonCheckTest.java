package dev.quell.server.wire;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.bson.BsonBinary;
import org.bson.BsonDbPointer;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonSymbol;
import org.bson.BsonUndefined;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BsonCheckTest {
  private static final int DEPTH = 100;

  /** One value of each type that BSON has. */
  private static BsonDocument everything() {
    return BsonDocument.parse("""
        {double: 1.5, string: "text", object: {a: 1, b: {c: []}}, array: [1, "x", {y: null}],
         binary: {$binary: {base64: "AAECAw==", subType: "00"}}, id: {$oid: "0123456789abcdef01234567"},
         yes: true, no: false, date: {$date: {$numberLong: "12345"}}, nothing: null,
         regex: {$regularExpression: {pattern: "a.b", options: "im"}}, js: {$code: "f()"},
         scoped: {$code: "g()", $scope: {x: {y: 1}}}, int: 1, timestamp: {$timestamp: {t: 1, i: 2}},
         long: {$numberLong: "5"}, decimal: {$numberDecimal: "1.5"}, least: {$minKey: 1}, most: {$maxKey: 1}}""")
        .append("undefined", new BsonUndefined())
        .append("symbol", new BsonSymbol("s"))
        .append("pointer", new BsonDbPointer("a.b", new ObjectId("0123456789abcdef01234567")))
        .append("old", new BsonBinary((byte) 2, new byte[] {1, 2, 3}));
  }

  private static int check(final byte[] bytes) throws WireException {
    return BsonCheck.document(bytes, 0, bytes.length, 1 << 20, DEPTH);
  }

  private static BsonDocument nested(final int levels) {
    BsonDocument document = new BsonDocument();
    for (int i = 1; i < levels; i++) {
      document = new BsonDocument("a", document);
    }
    return document;
  }

  @Test
  void shouldAcceptEveryType() throws WireException {
    final byte[] bytes = Frames.bson(everything());
    assertEquals(bytes.length, check(bytes));
  }

  @Test
  void shouldSayWhereTheDocumentEnds() throws WireException {
    final byte[] bytes = Frames.bson("{a: 1}");
    assertEquals(bytes.length, check(Arrays.copyOf(bytes, bytes.length + 100)));
  }

  @Test
  void shouldRefuseEveryTruncation() {
    final byte[] bytes = Frames.bson(everything());
    for (int length = 0; length < bytes.length; length++) {
      final byte[] shorter = Arrays.copyOf(bytes, length);
      assertThrows(WireException.class, () -> check(shorter), () -> shorter.length + " bytes");
    }
  }

  @Test
  void shouldRefuseEveryTruncationThatAdjustsTheLength() {
    final byte[] bytes =
        Frames.bson(new BsonDocument("s", new BsonString("text")).append("i", new BsonInt32(0x010101)));
    for (int length = 5; length < bytes.length; length++) {
      final byte[] shorter = Arrays.copyOf(bytes, length);
      shorter[0] = (byte) length;
      assertThrows(WireException.class, () -> check(shorter), () -> shorter.length + " bytes");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "negative length,            ffffffff00",
    "length zero,                0000000000",
    "length of four,             0400000000",
    "length too long,            0600000000",
    "no end,                     0500000001",
    "bytes after the end,        06000000 00 00",
    "unknown type,               08000000 20 61 00 00",
    "name without end,           08000000 10 61 61 61",
    "half an int32,              0a000000 10 61 00 01 02 00",
    "half a double,              0a000000 01 61 00 01 02 00",
    "half an object id,          0a000000 07 61 00 01 02 00",
    "half a decimal,             0a000000 13 61 00 01 02 00",
    "boolean of two,             09000000 08 61 00 02 00",
    "string without end,         0e000000 02 61 00 02000000 62 63 00",
    "string of length zero,      0c000000 02 61 00 00000000 00",
    "string of negative length,  0d000000 02 61 00 ffffffff 00 00",
    "string of huge length,      0d000000 02 61 00 ffffff7f 00 00",
    "string beyond the document, 0d000000 02 61 00 05000000 00 00",
    "binary of negative length,  0d000000 05 61 00 ffffffff 00 00",
    "binary of huge length,      0d000000 05 61 00 ffffff7f 00 00",
    "old binary too short,       0f000000 05 61 00 02000000 02 00 00 00",
    "old binary disagreeing,     11000000 05 61 00 04000000 02 09000000 00",
    "document of length four,    0d000000 03 61 00 04000000 00 00",
    "document beyond its parent, 0d000000 03 61 00 06000000 00 00",
    "document negative,          0d000000 04 61 00 ffffffff 00 00",
    "regex with one text,        0a000000 0b 61 00 62 00 00",
    "scope that is too long,     1600000f6100 0e000000 01000000 00 06000000 00 0000",
    "scope that is too short,    17000000 0f 61 00 0f000000 01000000 00 05000000 00 00 00"
  })
  void shouldRefuse(final String what, final String hex) {
    final byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertEquals(22, assertThrows(WireException.class, () -> check(bytes), what).code());
  }

  @Test
  void shouldAcceptTheDeepestNesting() {
    assertDoesNotThrow(() -> check(Frames.bson(nested(DEPTH))));
  }

  @Test
  void shouldRefuseOneLevelMore() {
    assertEquals(15, assertThrows(WireException.class, () -> check(Frames.bson(nested(DEPTH + 1)))).code());
  }

  @Test
  void shouldRefuseADocumentThatIsTooLong() {
    final byte[] bytes = Frames.bson(new BsonDocument("s", new BsonString("x".repeat(1 << 20))));
    assertEquals(10334, assertThrows(WireException.class, () -> check(bytes)).code());
  }

  /** What it lets through can be read to the last byte; two hundred thousand damaged documents. */
  @Test
  void shouldLetNothingThroughThatCannotBeRead() {
    final Random random = new Random(20261124);
    final byte[] sound = Frames.bson(everything());
    int passed = 0;
    for (int i = 0; i < 200_000; i++) {
      final byte[] damaged = sound.clone();
      for (int flips = random.nextInt(3); flips >= 0; flips--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        final int end = check(damaged);
        new RawBsonDocument(damaged, 0, end).decode(new BsonDocumentCodec());
        passed++;
      } catch (final WireException e) {
        assertEquals(22, e.code());
      }
    }
    assertEquals(true, passed > 1000 && passed < 199_000, passed + " passed: the damage must hit and miss");
  }
}
