package dev.quell.command;

import static dev.quell.command.House.ANN;
import static dev.quell.command.House.BOB;
import static dev.quell.command.House.may;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillPattern;
import dev.quell.Owner;
import dev.quell.QuellException;
import dev.quell.Session;
import dev.quell.access.Action;
import java.util.Optional;
import java.util.stream.Stream;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The generic argument lsid of any command. */
class SessionArgumentTest {
  private static final String TYPE = "BSON field 'OperationSessionInfo.%s' is the wrong type '%s', expected type '%s'";

  private final House house = new House();

  @AfterEach
  void close() {
    house.close();
  }

  private Optional<Session> session(final Caller caller, final String command) {
    return house.commands.session(caller, House.raw(command));
  }

  @Test
  void shouldOpenTheSession() {
    assertEquals(House.id(1), session(may(ANN), "{find: 'c', lsid: {id: #1}, $db: 'd'}").orElseThrow().id());
  }

  @Test
  void shouldOpenItForItsOwner() {
    session(may(ANN), "{find: 'c', lsid: {id: #1}}");
    assertTrue(house.isThere(1, ANN));
  }

  @Test
  void shouldFindTheSessionThatIsThere() {
    final Session there = house.session(1, ANN);
    assertSame(there, session(may(ANN), "{find: 'c', lsid: {id: #1}}").orElseThrow());
  }

  @Test
  void shouldFindItInADecodedCommandToo() {
    final Session there = house.session(1, ANN);
    assertSame(
        there, house.commands.session(may(ANN), House.decoded("{find: 'c', lsid: {id: #1}}")).orElseThrow());
  }

  @Test
  void shouldTellOwnersWithTheSameUuidApart() {
    house.session(1, BOB);
    assertEquals(ANN.uid(), session(may(ANN), "{find: 'c', lsid: {id: #1}}").orElseThrow().owner().uid());
  }

  @Test
  void shouldBeEmptyWithoutAnLsid() {
    assertEquals(Optional.empty(), session(may(ANN), "{find: 'c', filter: {lsid: {id: #1}}}"));
  }

  @Test
  void shouldTakeATransactionNumberBesideAnLsid() {
    assertTrue(session(may(ANN), "{insert: 'c', txnNumber: NumberLong(1), lsid: {id: #1}}").isPresent());
  }

  @Test
  void shouldIgnoreTheLsidOfOneWhoHasNotLoggedIn() {
    assertEquals(Optional.empty(), session(House.anonymous(), "{hello: 1, lsid: 'rubbish'}"));
  }

  @Test
  void shouldUseTheOwnerWithoutANameWhereNobodyIsAsked() {
    session(House.open(), "{find: 'c', lsid: {id: #1}}");
    assertTrue(house.isThere(1, Owner.unauthenticated()));
  }

  @Test
  void shouldTakeOnesOwnUid() {
    session(may(ANN), "{find: 'c', lsid: {id: #1, uid: #ann}}");
    assertTrue(house.isThere(1, ANN));
  }

  @Test
  void shouldOpenTheSessionOfAnotherForOneWhoMayImpersonate() {
    session(may(ANN, Action.IMPERSONATE), "{find: 'c', lsid: {id: #1, uid: #bob}}");
    assertTrue(house.isThere(1, BOB));
  }

  @Test
  void shouldOpenTheSessionOfAnotherWhereNobodyIsAsked() {
    session(House.open(), "{find: 'c', lsid: {id: #1, uid: #bob}}");
    assertTrue(house.isThere(1, BOB));
  }

  @Test
  void shouldLeaveTheRolesOfTheOtherAlone() {
    house.session(2, BOB);
    session(may(ANN, Action.IMPERSONATE), "{find: 'c', lsid: {id: #1, uid: #bob}}");
    assertEquals(2, house.core.kill(KillPattern.roles(House.READ)).sessionsMatched());
  }

  @Test
  void shouldNoteTheUse() {
    final Session there = house.session(1, ANN);
    final var before = there.lastUse();
    session(may(ANN), "{find: 'c', lsid: {id: #1}}");
    assertFalse(there.lastUse().isBefore(before));
  }

  private record Row(Caller caller, String command, int code, String message) {
    @Override
    public String toString() {
      return code + " " + command;
    }
  }

  private static Row row(final String fields, final int code, final String message) {
    return new Row(may(ANN), "{find: 'c', " + fields + "}", code, message);
  }

  private static final String DIGEST = "Unauthorized to set user digest in LogicalSessionId";
  private static final String CHILD = "Internal sessions are only allowed for internal clients";

  static final Row[] REFUSALS = {
    row("lsid: 'x'", 14, String.format(TYPE, "lsid", "string", "object")),
    row("lsid: null", 14, String.format(TYPE, "lsid", "null", "object")),
    row("lsid: []", 14, String.format(TYPE, "lsid", "array", "object")),
    row("lsid: {}", 40414, "BSON field 'OperationSessionInfo.lsid.id' is missing but a required field"),
    row("lsid: {id: 1}", 14, String.format(TYPE, "lsid.id", "int", "binData")),
    row("lsid: {id: BinData(0, 'AAAA')}", 14,
        "BSON field 'OperationSessionInfo.lsid.id' is the wrong binData type 'general', expected type 'UUID'"),
    row("lsid: {id: BinData(4, 'AAAA')}", 207, "uuid must be a 16-byte binary field with UUID (4) subtype"),
    row("lsid: {id: #1, x: 1}", 40415, "BSON field 'OperationSessionInfo.lsid.x' is an unknown field."),
    row("lsid: {id: #1, id: #1}", 40413, "BSON field 'OperationSessionInfo.lsid.id' is a duplicate field"),
    row("lsid: {id: #1}, lsid: {id: #1}", 40413, "BSON field 'OperationSessionInfo.lsid' is a duplicate field"),
    row("lsid: {id: #1, uid: BinData(0, 'AAAA')}", 12, "Unsupported SHA256Block hash length: 3"),
    row("lsid: {id: #1, uid: #bob}", 13, DIGEST),
    row("lsid: {id: #1, uid: #bob, txnUUID: #2}", 13, DIGEST),
    row("lsid: {id: #1, txnUUID: #2}", 72, CHILD),
    row("lsid: {id: #1, txnUUID: #2, txnNumber: NumberLong(1)}", 72, CHILD),
    row("lsid: {id: #1, txnNumber: NumberLong(1)}", 72,
        "Cannot specify txnNumber in lsid without specifying txnUUID"),
    row("txnNumber: NumberLong(1)", 72, "Transaction number requires a session ID to also be specified"),
    row("txnNumber: 'x', lsid: {id: #1}", 14, String.format(TYPE, "txnNumber", "string", "long")),
    row("lsid: {id: #1}, txnNumber: NumberLong(1), txnNumber: NumberLong(1)", 40413,
        "BSON field 'OperationSessionInfo.txnNumber' is a duplicate field"),
    new Row(House.killer(ANN), "{find: 'c', lsid: {id: #1, uid: #bob}}", 13, DIGEST),
  };

  @ParameterizedTest
  @FieldSource("REFUSALS")
  void shouldRefuse(final Row row) {
    final QuellException refusal = assertThrows(QuellException.class, () -> session(row.caller, row.command));
    assertEquals(row.code + " " + row.message, refusal.code() + " " + refusal.getMessage());
  }

  @ParameterizedTest
  @FieldSource("REFUSALS")
  void shouldRefuseInTheSameWayWithoutOpening(final Row row) {
    final QuellException refusal =
        assertThrows(QuellException.class, () -> house.commands.validateSession(row.caller, House.raw(row.command)));
    assertEquals(row.code + " " + row.message, refusal.code() + " " + refusal.getMessage());
  }

  @ParameterizedTest
  @FieldSource("REFUSALS")
  void shouldOpenNothingWhenItRefuses(final Row row) {
    assertThrows(QuellException.class, () -> session(row.caller, row.command));
    assertEquals(0, house.core.telemetry().sessionsOpened());
  }

  @Test
  void shouldOpenNothingWhenItOnlyChecks() {
    house.commands.validateSession(may(ANN), House.raw("{find: 'c', lsid: {id: #1}}"));
    assertEquals(0, house.core.telemetry().sessionsOpened());
  }

  static Stream<String> killCommands() {
    return Stream.of("killAllSessionsByPattern", "killAllSessions", "killSessions");
  }

  @ParameterizedTest
  @MethodSource("killCommands")
  void shouldNotAttachTheSessionOfAKillCommand(final String command) {
    house.run(House.everything(ANN), "{" + command + ": [], lsid: {id: #1}}");
    assertEquals(0, house.core.telemetry().sessionsOpened());
  }

  @Test
  void shouldRefuseTheSessionThatIsTooMany() {
    try (House small = new House(core -> core.maxSessions(1), commands -> {})) {
      small.session(1, ANN);
      final QuellException refusal =
          assertThrows(
              QuellException.class,
              () -> small.commands.session(may(BOB), House.raw("{find: 'c', lsid: {id: #2}}")));
      assertEquals(
          "261 Unable to add session ID " + House.id(2) + " - " + BOB.uid()
              + " -  -  into the cache because the number of active sessions is too high: the limit is 1",
          refusal.code() + " " + refusal.getMessage());
    }
  }

  @Test
  void shouldRefuseTheSessionThatIsTooManyForItsOwner() {
    try (House small = new House(core -> core.maxSessionsPerOwner(1, false), commands -> {})) {
      small.session(1, ANN);
      final QuellException refusal =
          assertThrows(
              QuellException.class,
              () -> small.commands.session(may(ANN), House.raw("{find: 'c', lsid: {id: #2}}")));
      assertEquals(261, refusal.code());
    }
  }

  @Test
  void shouldRefuseDamagedBytes() {
    final byte[] bytes = House.raw("{find: 'c', lsid: {id: #1}}").getBackingArray().clone();
    bytes[4] = 0x55; // no type has this number
    final var damaged = new RawBsonDocument(bytes);
    assertEquals(
        22, assertThrows(QuellException.class, () -> house.commands.session(may(ANN), damaged)).code());
  }

  @Test
  void shouldRefuseNull() {
    final var command = House.raw("{find: 'c'}");
    assertThrows(NullPointerException.class, () -> house.commands.session(null, command));
    assertThrows(NullPointerException.class, () -> house.commands.session(may(ANN), null));
    assertThrows(NullPointerException.class, () -> house.commands.validateSession(null, command));
    assertThrows(NullPointerException.class, () -> house.commands.validateSession(may(ANN), null));
  }

  @Test
  void shouldSayThatTheCoreIsClosed() {
    house.core.close();
    assertEquals(
        91,
        assertThrows(QuellException.class, () -> session(may(ANN), "{find: 'c', lsid: {id: #1}}")).code());
  }

  @Test
  void shouldCheckWhereTheCoreIsClosed() {
    house.core.close();
    assertDoesNotThrow(() -> house.commands.validateSession(may(ANN), House.raw("{find: 'c', lsid: {id: #1}}")));
  }
}
