package dev.quell.command.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.Uid;
import dev.quell.command.CommandException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.RawBsonDocument;
import org.bson.io.BasicOutputBuffer;
import org.bson.json.JsonReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts of the parser by themselves. */
class ReadingTest {
  private static final UUID ID = new UUID(0, 1);

  private static RawBsonDocument raw(final String json) {
    final BasicOutputBuffer buffer = new BasicOutputBuffer();
    try (BsonBinaryWriter writer = new BsonBinaryWriter(buffer)) {
      writer.pipe(new JsonReader(json));
    }
    return new RawBsonDocument(buffer.toByteArray());
  }

  /** A reader at the value of the first field. */
  private static BsonReader at(final BsonDocument document) {
    final BsonReader reader = Readers.of(document);
    reader.readStartDocument();
    reader.readBsonType();
    reader.readName();
    return reader;
  }

  // ---- type names

  @ParameterizedTest
  @CsvSource({
    "DOUBLE, double", "STRING, string", "DOCUMENT, object", "ARRAY, array", "BINARY, binData",
    "UNDEFINED, undefined", "OBJECT_ID, objectId", "BOOLEAN, bool", "DATE_TIME, date", "NULL, null",
    "REGULAR_EXPRESSION, regex", "DB_POINTER, dbPointer", "JAVASCRIPT, javascript", "SYMBOL, symbol",
    "JAVASCRIPT_WITH_SCOPE, javascriptWithScope", "INT32, int", "TIMESTAMP, timestamp", "INT64, long",
    "DECIMAL128, decimal", "MIN_KEY, minKey", "MAX_KEY, maxKey", "END_OF_DOCUMENT, missing"})
  void shouldNameTypes(final BsonType type, final String word) {
    assertEquals(word, BsonTypeNames.of(type));
  }

  @ParameterizedTest
  @EnumSource(BsonType.class)
  void shouldHaveAWordForEveryType(final BsonType type) {
    assertTrue(!BsonTypeNames.of(type).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"0, general", "1, function", "2, byte(deprecated)", "3, UUID(deprecated)", "4, UUID", "5, MD5",
    "6, encrypt", "7, column", "8, sensitive", "9, vector", "10, invalid", "127, invalid", "-128, Custom",
    "-1, Custom"})
  void shouldNameSubtypes(final byte subType, final String word) {
    assertEquals(word, BsonTypeNames.ofBinary(subType));
  }

  // ---- lsids

  @Test
  void shouldEndThePlainTextOfAnLsidInTwoSpacesAndOne() {
    assertEquals(
        ID + " - " + Uid.UNAUTHENTICATED + " -  - ", new Lsid(ID, null, null, null).text(Uid.UNAUTHENTICATED));
  }

  @Test
  void shouldShowAllPartsOfAChild() {
    final UUID child = new UUID(0, 2);
    assertEquals(
        ID + " - " + Uid.UNAUTHENTICATED + " - 7 - " + child,
        new Lsid(ID, Uid.UNAUTHENTICATED, 7L, child).text(Uid.ofUser("ann", "app")));
  }

  @Test
  void shouldReadAUuidByItsBytes() {
    final UUID id = UUID.fromString("01020304-0506-4708-890a-0b0c0d0e0f80");
    assertEquals(id, Values.uuid(at(raw("{id: UUID('" + id + "')}")), "id"));
  }

  // ---- documents

  @Test
  void shouldShowAFieldOfBytesThatOccursTwice() {
    final List<String> names = new ArrayList<>();
    try (BsonReader reader = Readers.of(raw("{a: 1, b: 2, a: 3}"))) {
      reader.readStartDocument();
      while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
        names.add(reader.readName());
        reader.skipValue();
      }
    }
    assertEquals(List.of("a", "b", "a"), names);
  }

  @Test
  void shouldReadBytesThatStandAmongOthers() {
    final RawBsonDocument whole = raw("{a: 1}");
    final byte[] among = new byte[whole.getByteLength() + 20];
    System.arraycopy(whole.getBackingArray(), whole.getByteOffset(), among, 7, whole.getByteLength());
    assertEquals("a", Readers.nameOf(new RawBsonDocument(among, 7, whole.getByteLength())));
  }

  @Test
  void shouldReadADocumentWithinBytes() {
    assertEquals("b", Readers.nameOf(raw("{a: {b: 1}}").getDocument("a")));
  }

  private static CommandException refusal(final Shape shape, final String json) {
    return assertThrows(
        CommandException.class, () -> shape.read(at(raw(json)), (index, reader) -> reader.skipValue()));
  }

  @Test
  void shouldTellMissingFieldsInTheOrderOfDeclaration() {
    final Shape shape = new Shape("P", 2, "a", "b", "c");
    final var refusal = refusal(shape, "{x: {c: 1}}");
    assertEquals("BSON field 'P.a' is missing but a required field", refusal.getMessage());
  }

  @Test
  void shouldTellWhatIsWrongBeforeWhatIsMissing() {
    final Shape shape = new Shape("P", 1, "a", "b");
    final var refusal = refusal(shape, "{x: {b: 1, z: 1}}");
    assertEquals("BSON field 'P.z' is an unknown field.", refusal.getMessage());
  }

  @Test
  void shouldTakeADocumentWithWhatIsRequiredAlone() {
    final Shape shape = new Shape("P", 1, "a", "b");
    final List<Integer> seen = new ArrayList<>();
    shape.read(
        at(raw("{x: {a: 1}}")),
        (index, reader) -> {
          seen.add(index);
          reader.skipValue();
        });
    assertEquals(List.of(0), seen);
  }

  // ---- nesting

  static Stream<Arguments> levels() {
    return Stream.of("{a: %s}", "[%s]", "[1, %s, 2]", "{a: 1, b: %s, c: 2}", "{$code: 'f', $scope: {a: %s}}")
        .map(Arguments::of);
  }

  private static String nest(final String form, final int depth) {
    String text = "1";
    for (int i = 0; i < depth; i++) {
      text = String.format(form, text);
    }
    return text;
  }

  @ParameterizedTest
  @MethodSource("levels")
  void shouldPassOverAHundredLevels(final String form) {
    final BsonReader reader = at(raw("{x: " + nest(form, 100) + ", y: 1}"));
    Skip.shallow(reader, "P");
    reader.readBsonType();
    assertEquals("y", reader.readName());
  }

  @ParameterizedTest
  @MethodSource("levels")
  void shouldPassOverAHundredLevelsOfADecodedDocument(final String form) {
    final BsonReader reader = at(BsonDocument.parse("{x: " + nest(form, 100) + ", y: 1}"));
    Skip.shallow(reader, "P");
    reader.readBsonType();
    assertEquals("y", reader.readName());
  }

  @ParameterizedTest
  @MethodSource("levels")
  void shouldRefuseOneLevelMore(final String form) {
    final BsonReader reader = at(raw("{x: " + nest(form, 101) + "}"));
    assertEquals(15, assertThrows(CommandException.class, () -> Skip.shallow(reader, "P")).code());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "'x'", "{}", "[]", "null", "{a: []}", "[{}, [], 1]", "{$code: 'f', $scope: {}}"})
  void shouldPassOverAnyValue(final String value) {
    final BsonReader reader = at(raw("{x: " + value + ", y: 1}"));
    Skip.shallow(reader, "P");
    reader.readBsonType();
    assertEquals("y", reader.readName());
  }

  // ---- generic arguments

  @ParameterizedTest
  @ValueSource(strings = {"lsid", "$db", "comment", "maxTimeMS", "$clusterTime"})
  void shouldKnowGenericArguments(final String name) {
    assertTrue(GenericArguments.has(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "LSID", "db", "$x"})
  void shouldKnowNoOthers(final String name) {
    assertTrue(!GenericArguments.has(name));
  }
}
