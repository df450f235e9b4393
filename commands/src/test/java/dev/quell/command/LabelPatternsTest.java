package dev.quell.command;

import static dev.quell.command.House.ANN;
import static dev.quell.command.House.BOB;
import static dev.quell.command.House.killer;
import static dev.quell.command.House.open;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quell.Labels;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code appName} and {@code client} in the patterns of {@code killAllSessionsByPattern}. */
class LabelPatternsTest {
  private static final Labels BILLING = OperationLabels.of("billing", "10.0.0.7");
  private static final Labels REPORTS = OperationLabels.of("reports", "10.0.0.7");

  private final House house = new House();

  @BeforeEach
  void fill() {
    house.begin("ann-billing", 1, ANN, BILLING);
    house.begin("ann-reports", 1, ANN, REPORTS);
    house.begin("bob-billing", 2, BOB, BILLING);
    house.begin("bob-plain", 2, BOB, Labels.none());
    house.begin("none-billing", 0, null, BILLING);
    house.begin("none-plain", 0, null, Labels.none());
  }

  @AfterEach
  void close() {
    house.close();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "{appName: 'billing'}                            | ann-billing bob-billing none-billing",
    "{client: '10.0.0.7'}                            | ann-billing ann-reports bob-billing none-billing",
    "{appName: 'reports', client: '10.0.0.7'}        | ann-reports",
    "{appName: 'reports', client: '10.0.0.8'}        | ''",
    "{appName: 'Billing'}                            | ''",
    "{appName: 'billing', uid: #bob}                 | bob-billing",
    "{appName: 'billing', lsid: {id: #1}}            | ann-billing",
    "{client: '10.0.0.7', users: [{user: 'ann', db: 'app'}]} | ann-billing ann-reports",
    "{client: '10.0.0.7', roles: [{role: 'read', db: 'shop'}]} | ann-billing ann-reports bob-billing",
    "{client: '10.0.0.7', users: [{user: 'ann', db: 'app'}, {user: '', db: ''}]} | ann-billing ann-reports",
    "{appName: 'reports'}, {uid: #bob}               | ann-reports bob-billing bob-plain",
  })
  void shouldKillWhatCarriesTheLabels(final String patterns, final String killed) {
    house.run(open(), "{killAllSessionsByPattern: [" + patterns + "]}");
    assertEquals(killed, house.killed());
  }

  @Test
  void shouldNeedNoMoreThanKillAnySession() {
    house.run(killer(BOB), "{killAllSessionsByPattern: [{appName: 'billing'}]}");
    assertEquals("ann-billing bob-billing none-billing", house.killed());
  }

  @Test
  void shouldExplainThatTheLabelLeadsToThem() {
    final BsonDocument explained =
        house.run(open(), "{explain: {killAllSessionsByPattern: [{appName: 'billing'}]}}");
    assertEquals(3, explained.getInt64("operations").getValue());
    assertEquals("", house.killed());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "{appName: 1}         | 14 | BSON field 'KillAllSessionsByPatternCmd.killAllSessionsByPattern.appName' is the wrong"
        + " type 'int', expected type 'string'",
    "{client: null}       | 14 | BSON field 'KillAllSessionsByPatternCmd.killAllSessionsByPattern.client' is the wrong"
        + " type 'null', expected type 'string'",
    "{appName: ['x']}     | 14 | BSON field 'KillAllSessionsByPatternCmd.killAllSessionsByPattern.appName' is the wrong"
        + " type 'array', expected type 'string'",
    "{appName: 'a', appName: 'a'} | 40413 | BSON field 'KillAllSessionsByPatternCmd.killAllSessionsByPattern.appName'"
        + " is a duplicate field",
  })
  void shouldRefuseWhatIsNoText(final String pattern, final int code, final String message) {
    final BsonDocument reply = house.run(open(), "{killAllSessionsByPattern: [" + pattern + "]}");
    assertEquals(code, reply.getInt32("code").getValue());
    assertEquals(message, reply.getString("errmsg").getValue());
    assertEquals("", house.killed());
  }

  @Test
  void shouldRefuseAValueThatNothingCanHave() {
    assertEquals("2", byAppName(""));
    assertEquals("2", byAppName("x".repeat(257)));
    assertEquals("ok", byAppName("x".repeat(256)));
    assertEquals(
        "2",
        House.outcome(house.commands.run(
            open(),
            "admin",
            House.decoded("{killAllSessionsByPattern: [{}]}").append("killAllSessionsByPattern",
                new BsonArray(List.of(new BsonDocument("client", new BsonString("\ud800"))))))));
    assertEquals("", house.killed());
  }

  private String byAppName(final String name) {
    return House.outcome(house.run(open(), "{killAllSessionsByPattern: [{appName: '" + name + "'}]}"));
  }

  // ---- the labels

  @Test
  void shouldMakeNoLabelOfWhatIsNotTold() {
    assertEquals(Labels.none(), OperationLabels.of("", ""));
    assertEquals(Labels.of("appName", "x"), OperationLabels.of("x", ""));
    assertEquals(Labels.of("client", "y"), OperationLabels.of("", "y"));
  }

  @Test
  void shouldCutWhatIsTooLong() {
    assertEquals(Labels.of("appName", "x".repeat(256)), OperationLabels.of("x".repeat(300), ""));
    assertEquals(
        Labels.of("appName", "x".repeat(255)), OperationLabels.of("x".repeat(255) + "\ud83d\ude00", ""));
    assertThrows(IllegalArgumentException.class, () -> OperationLabels.of("\ud800", ""));
  }

  @Test
  void shouldBeShownByCurrentOpIfTheHostTellsNothingElse() {
    final BsonArray listed = house.run(open(), "{currentOp: 1, appName: 'reports'}").getArray("inprog");
    assertEquals(1, listed.size());
    assertEquals("ann-reports", listed.get(0).asDocument().getString("desc").getValue());
    assertEquals("10.0.0.7", listed.get(0).asDocument().getString("client").getValue());
  }
}
