package dev.quell.command;

import static dev.quell.command.House.ANN;
import static dev.quell.command.House.open;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** More than is accepted, deeper, longer, larger, and bytes that are no document. */
class LimitsTest {
  private final House house =
      new House(core -> {}, commands -> commands.maxPatterns(3).maxSessionIds(4).maxBytes(10_000));

  @AfterEach
  void close() {
    house.close();
  }

  private static String times(final int count, final String element) {
    return "[" + String.join(", ", Collections.nCopies(count, element)) + "]";
  }

  static Stream<Arguments> arrays() {
    return Stream.of(
        Arguments.of("{killAllSessionsByPattern: %s}", 3, "{}", "KillAllSessionsByPatternCmd.killAllSessionsByPattern"),
        Arguments.of("{killAllSessionsByPattern: [{users: %s}]}", 3, "{user: 'u', db: 'd'}",
            "KillAllSessionsByPatternCmd.killAllSessionsByPattern.users"),
        Arguments.of("{killAllSessionsByPattern: [{roles: %s}]}", 3, "{role: 'r', db: 'd'}",
            "KillAllSessionsByPatternCmd.killAllSessionsByPattern.roles"),
        Arguments.of("{killAllSessions: %s}", 3, "{user: 'u', db: 'd'}", "KillAllSessionsCmd.killAllSessions"),
        Arguments.of("{killSessions: %s}", 4, "{id: #1}", "KillSessionsCmd.killSessions"),
        Arguments.of("{refreshSessions: %s}", 4, "{id: #1}", "refreshSessions.refreshSessions"),
        Arguments.of("{endSessions: %s}", 4, "{id: #1}", "endSessions.endSessions"));
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void shouldTakeAsManyAsAreAccepted(final String form, final int most, final String element) {
    assertEquals("ok", House.outcome(house.run(open(), String.format(form, times(most, element)))));
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void shouldRefuseOneMore(final String form, final int most, final String element, final String path) {
    final BsonDocument reply = house.run(open(), String.format(form, times(most + 1, element)));
    assertEquals(
        "16 BSON field '" + path + "' has too many elements, expected at most " + most,
        House.outcome(reply) + " " + reply.getString("errmsg").getValue());
  }

  @Test
  void shouldRefuseTooManyOfOneWithoutPrivilegeAsAnythingElse() {
    final BsonDocument reply =
        house.run(House.may(ANN), "{killAllSessionsByPattern: " + times(4, "{uid: #ann}") + "}");
    assertEquals("13", House.outcome(reply));
  }

  @Test
  void shouldTakeTenThousandPatternsUnlessTold() {
    try (House usual = new House()) {
      assertEquals(
          "ok", House.outcome(usual.run(open(), "{killAllSessionsByPattern: " + times(10_000, "{uid: #ann}") + "}")));
      assertEquals(
          "16", House.outcome(usual.run(open(), "{killAllSessionsByPattern: " + times(10_001, "{uid: #ann}") + "}")));
    }
  }

  @Test
  void shouldTakeHundredThousandSessionsUnlessTold() {
    try (House usual = new House()) {
      assertEquals("ok", House.outcome(usual.run(open(), "{endSessions: " + times(100_000, "{id: #1}") + "}")));
      assertEquals("16", House.outcome(usual.run(open(), "{endSessions: " + times(100_001, "{id: #1}") + "}")));
    }
  }

  @Test
  void shouldRefuseTooManyBytes() {
    final BsonDocument reply = house.run(open(), "{killAllSessions: [], x: '" + "x".repeat(10_000) + "'}");
    assertEquals(10334, reply.getInt32("code").getValue());
  }

  static Stream<Arguments> nested() {
    return Stream.of(
        Arguments.of("{a: ", "}"), Arguments.of("[", "]"), Arguments.of("[{a: ", "}]"),
        Arguments.of("{$code: 'f', $scope: {a: ", "}}"));
  }

  @ParameterizedTest
  @MethodSource("nested")
  void shouldRefuseACommentThatIsNestedTooDeeply(final String open, final String close) {
    final BsonDocument reply =
        house.run(open(), "{killAllSessions: [], comment: " + open.repeat(101) + 1 + close.repeat(101) + "}");
    assertEquals("15", House.outcome(reply));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 99, 100})
  void shouldTakeACommentThatIsNestedAsDeeplyAsIsAccepted(final int depth) {
    final BsonDocument reply =
        house.run(open(), "{killAllSessions: [], comment: " + "[".repeat(depth) + "]".repeat(depth) + "}");
    assertEquals("ok", House.outcome(reply));
  }

  private static RawBsonDocument deep(final String field, final int depth) {
    BsonDocument inner = new BsonDocument();
    for (int i = 0; i < depth; i++) {
      inner = new RawBsonDocument(new BsonDocument("a", inner), new BsonDocumentCodec());
    }
    final BsonDocument command = new BsonDocument("killAllSessions", new BsonArray()).append(field, inner);
    return new RawBsonDocument(command, new BsonDocumentCodec());
  }

  @Test
  void shouldPassOverWhatIsNestedDeeplyAndMeansNothing() {
    try (House usual = new House()) {
      assertEquals("ok", House.outcome(usual.commands.run(open(), "admin", deep("x", 1_000))));
    }
  }

  static Stream<Arguments> names() {
    final String most = "u".repeat(10_000);
    return Stream.of(
        Arguments.of("{killAllSessions: [{user: '" + most + "', db: 'd'}]}", "ok"),
        Arguments.of("{killAllSessions: [{user: '" + most + "u', db: 'd'}]}", "2"),
        Arguments.of("{killAllSessions: [{user: 'u', db: '" + most + "u'}]}", "2"),
        Arguments.of("{killAllSessionsByPattern: [{users: [{user: '" + most + "u', db: 'd'}]}]}", "2"),
        Arguments.of("{killAllSessionsByPattern: [{roles: [{role: '" + most + "u', db: 'd'}]}]}", "2"));
  }

  @ParameterizedTest
  @MethodSource("names")
  void shouldRefuseNamesThatAreTooLong(final String command, final String outcome) {
    try (House usual = new House()) {
      assertEquals(outcome, House.outcome(usual.run(open(), command)));
    }
  }

  @Test
  void shouldSayThatANameIsTooLong() {
    try (House usual = new House()) {
      final BsonDocument reply =
          usual.run(open(), "{killAllSessions: [{user: '" + "u".repeat(10_001) + "', db: 'd'}]}");
      assertEquals("Username too long to use with logical sessions", reply.getString("errmsg").getValue());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uD800", "x\uDC00", "\uDC00\uD800", "\uD800x"})
  void shouldRefuseHalfACharacter(final String name) {
    final BsonDocument user = new BsonDocument("user", new BsonString(name)).append("db", new BsonString("d"));
    final BsonDocument command = new BsonDocument("killAllSessions", new BsonArray(List.of(user)));
    assertEquals("2", House.outcome(house.commands.run(open(), "admin", command)));
  }

  @Test
  void shouldRepeatLittleOfALongUnknownField() {
    final BsonDocument reply = house.run(open(), "{killSessions: [{" + "x".repeat(5_000) + ": 1}]}");
    assertTrue(reply.getString("errmsg").getValue().length() < 300);
  }

  @Test
  void shouldRepeatLittleOfALongCommandName() {
    final BsonDocument reply = house.run(open(), "{" + "x".repeat(5_000) + ": 1}");
    assertTrue(reply.getString("errmsg").getValue().length() < 300);
  }

  // ---- damaged bytes

  private static byte[] bytes(final String command) {
    final RawBsonDocument raw = House.raw(command);
    final int start = raw.getByteOffset();
    return Arrays.copyOfRange(raw.getBackingArray(), start, start + raw.getByteLength());
  }

  /** Every byte of a good command in turn, set to what breaks lengths, types and ends. */
  @ParameterizedTest
  @ValueSource(bytes = {0, 1, 0x7f, (byte) 0x80, (byte) 0xff, 0x13, 0x0f})
  void shouldAnswerDamagedBytesWithAnError(final byte value) {
    final byte[] good =
        bytes("{killAllSessionsByPattern: [{lsid: {id: #1, uid: #ann}, users: [{user: 'u', db: 'd'}]}],"
            + " comment: {a: [1]}, x: {$code: 'f', $scope: {y: 1}}, z: 'text', lsid: {id: #2}}");
    for (int i = 4; i < good.length; i++) { // the first four are the length, which the document itself checks
      final byte[] bad = good.clone();
      bad[i] = value;
      final BsonDocument reply = house.commands.run(open(), "admin", new RawBsonDocument(bad));
      final int at = i;
      assertTrue(!House.outcome(reply).equals("1"), () -> "byte " + at + ": " + reply);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE, Integer.MAX_VALUE - 4, Integer.MIN_VALUE, -1, 0, 1_000_000})
  void shouldAnswerALengthThatIsOutOfRange(final int length) {
    final byte[] bytes = bytes("{killAllSessions: [], x: {y: 1}}");
    final int at = bytes.length - 1 - 12; // of the document x
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(at, length);
    assertEquals("22", House.outcome(house.commands.run(open(), "admin", new RawBsonDocument(bytes))));
  }

  @Test
  void shouldRefuseNull() {
    final BsonDocument command = new BsonDocument("killAllSessions", new BsonInt32(1));
    assertThrows(NullPointerException.class, () -> house.commands.run(null, "admin", command));
    assertThrows(NullPointerException.class, () -> house.commands.run(open(), null, command));
    assertThrows(NullPointerException.class, () -> house.commands.run(open(), "admin", null));
    assertThrows(NullPointerException.class, () -> house.commands.explains(null));
  }

  @Test
  void shouldRefuseAStageThatIsNotKnown() {
    final var refusal =
        assertThrows(
            CommandException.class,
            () -> house.commands.stage(open(), "admin", new BsonInt32(1), "$x", new BsonDocument()));
    assertEquals("40324 Unrecognized pipeline stage name: '$x'", refusal.code() + " " + refusal.getMessage());
  }
}
