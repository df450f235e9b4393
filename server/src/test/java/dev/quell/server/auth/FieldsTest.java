package dev.quell.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quell.command.CommandException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {
  private static Fields read(final String json) {
    return Fields.ofCommand(RawBsonDocument.parse(json), "a", "b");
  }

  private static String refusal(final Executable attempt) {
    final CommandException refusal = assertThrows(CommandException.class, attempt);
    return refusal.code() + " " + refusal.getMessage();
  }

  /** The document {@code {x: 1, a: 1, a: 1}}, which no builder makes. */
  private static RawBsonDocument twice() {
    final ByteBuffer bytes = ByteBuffer.allocate(5 + 3 * 7).order(ByteOrder.LITTLE_ENDIAN).putInt(5 + 3 * 7);
    for (final char name : new char[] {'x', 'a', 'a'}) {
      bytes.put((byte) 0x10).put((byte) name).put((byte) 0).putInt(1);
    }
    return new RawBsonDocument(bytes.put((byte) 0).array());
  }

  @Test
  void shouldRefuseAFieldThatIsThereTwice() {
    assertEquals(
        "40413 BSON field 'x.a' is a duplicate field", refusal(() -> Fields.ofCommand(twice(), "a")));
  }

  @Test
  void shouldRefuseAFieldThatIsNotKnown() {
    assertEquals("40415 BSON field 'x.c' is an unknown field.", refusal(() -> read("{x: 1, a: 1, c: 1}")));
  }

  @Test
  void shouldShowTheBeginningOfALongNameAlone() {
    assertEquals(
        "40415 BSON field 'x." + "c".repeat(128) + "...' is an unknown field.",
        refusal(() -> read("{x: 1, " + "c".repeat(5_000) + ": 1}")));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "{x: 1, lsid: {}, $db: 'a', comment: 1, $clusterTime: {}, maxTimeMS: 1, writeConcern: {}, apiVersion: '1'}",
    "{x: 1}",
    "{x: 1, a: null}",
  })
  void shouldPassOverWhatEveryCommandMayHave(final String json) {
    assertEquals(1, read(json).required("x").asInt32().getValue());
  }

  @ParameterizedTest
  @CsvSource(quoteCharacter = '`', value = {
    "1, int", "NumberLong(1), long", "1.5, double", "true, bool", "null, null", "undefined, undefined",
    "[], array", "{}, object", "BinData(0; 'AA=='), binData", "ObjectId('0123456789abcdef01234567'), objectId",
    "ISODate('2020-01-01T00:00:00Z'), date", "/x/, regex", "Timestamp(1; 2), timestamp", "NumberDecimal('1'), decimal",
    "MinKey, minKey", "MaxKey, maxKey",
  })
  void shouldNameTheWrongType(final String value, final String word) {
    final Fields fields = read("{x: 1, a: " + value.replace(';', ',') + "}");
    assertEquals(
        "14 BSON field 'x.a' is the wrong type '" + word + "', expected type 'string'",
        refusal(() -> fields.string("a")));
  }

  @ParameterizedTest
  @CsvSource({"true, true", "false, false", "1, true", "0, false", "NumberLong(2), true", "0.0, false", "-1.5, true"})
  void shouldTakeNumbersForFlags(final String value, final boolean flag) {
    assertEquals(flag, read("{x: 1, a: " + value + "}").flag("a"));
  }

  @Test
  void shouldRefuseAFlagThatIsNone() {
    assertEquals(
        "14 BSON field 'x.a' is the wrong type 'string', expected types '[bool, long, int, decimal, double]'",
        refusal(() -> read("{x: 1, a: 'yes'}").flag("a")));
  }

  @Test
  void shouldMissWhatMustBeThere() {
    assertEquals(
        "40414 BSON field 'x.b' is missing but a required field", refusal(() -> read("{x: 1}").requiredArray("b")));
  }

  @Test
  void shouldShareNothingWithTheMessage() {
    final byte[] wire = new byte[64];
    final RawBsonDocument raw = RawBsonDocument.parse("{x: 1, a: {deep: [{b: 'kept'}]}}");
    raw.getByteBuffer().get(wire, 0, raw.getByteBuffer().remaining());
    final Fields fields = Fields.ofCommand(new RawBsonDocument(wire, 0, raw.getByteBuffer().remaining()), "a");
    Arrays.fill(wire, (byte) 0);
    assertEquals(BsonDocument.parse("{deep: [{b: 'kept'}]}"), fields.document("a").orElseThrow());
  }
}
