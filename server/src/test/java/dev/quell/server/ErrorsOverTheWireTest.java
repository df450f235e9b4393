package dev.quell.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A sample of the error catalogue as a driver sees it; the whole of it is tested where the commands are. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ErrorsOverTheWireTest {
  private static final String UUID = "UUID('5a5a5a5a-0000-4000-8000-000000000001')";

  private TestServer server;
  private MongoClient client;

  @BeforeAll
  void start() throws StartException {
    server = TestServer.open();
    client = server.client();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', value = {
    "{killAllSessions: 'x'} | 14 | TypeMismatch"
        + " | BSON field 'KillAllSessionsCmd.killAllSessions' is the wrong type 'string', expected type 'array'",
    "{killSessions: [1]} | 14 | TypeMismatch"
        + " | BSON field 'KillSessionsCmd.killSessions.0' is the wrong type 'int', expected type 'object'",
    "{killAllSessionsByPattern: [{nope: 1}]} | 40415 | Location40415"
        + " | BSON field 'KillAllSessionsByPatternCmd.killAllSessionsByPattern.nope' is an unknown field.",
    "{killAllSessionsByPattern: [{lsid: {}}]} | 40414 | Location40414"
        + " | BSON field 'KillAllSessionsByPatternCmd.killAllSessionsByPattern.lsid.id' is missing but a required field",
    "{killAllSessionsByPattern: [{lsid: null}]} | 14 | TypeMismatch | wrong type 'null', expected type 'object'",
    "{killAllSessionsByPattern: [null]} | 14 | TypeMismatch | wrong type 'null', expected type 'object'",
    "{killAllSessionsByPattern: [{uid: {$binary: {base64: 'AAAA', subType: '00'}}}]} | 12 | UnsupportedFormat"
        + " | Unsupported SHA256Block hash length: 3",
    "{killAllSessions: [{user: 'a'}]} | 40414 | Location40414"
        + " | BSON field 'KillAllSessionsCmd.killAllSessions.db' is missing but a required field",
    "{killSessions: [{id: $uuid, txnUUID: $uuid}]} | 72 | InvalidOptions | Cannot kill a child session",
    "{killSessions: [{id: $uuid, txnNumber: {$numberLong: '1'}}]} | 72 | InvalidOptions"
        + " | Cannot specify txnNumber in lsid without specifying txnUUID",
    "{killOp: 1, op: {$numberLong: '99999999999'}} | 26823 | Location26823 | ''",
    "{noSuchCommand: 1} | 59 | CommandNotFound | no such command: 'noSuchCommand'",
    "{replSetGetStatus: 1} | 76 | NoReplicationEnabled | not running with --replSet"
  })
  void shouldReachTheDriver(final String command, final int code, final String name, final String message) {
    final MongoCommandException refused = assertThrows(MongoCommandException.class,
        () -> server.admin(client, command.replace("$uuid", UUID)));

    assertEquals(code, refused.getErrorCode());
    assertEquals(name, refused.getErrorCodeName());
    assertTrue(refused.getErrorMessage().contains(message), refused::getErrorMessage);
  }
}
