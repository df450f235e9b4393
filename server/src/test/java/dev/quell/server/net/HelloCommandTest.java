package dev.quell.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.server.dispatch.Speculation;
import dev.quell.server.wire.Frames;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelloCommandTest {
  private Rig rig;
  private RawClient client;

  @BeforeEach
  void open() throws IOException {
    rig = new Rig();
    client = rig.client();
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    rig.close();
  }

  private BsonDocument legacy(final String name, final String json) throws IOException {
    client.send(Frames.query(4, "admin.$cmd", json));
    final RawClient.Reply reply = client.read();
    assertEquals(1, reply.opCode(), name);
    return reply.document();
  }

  @ParameterizedTest
  @CsvSource({"hello, isWritablePrimary", "isMaster, ismaster", "ismaster, ismaster"})
  void shouldAnswerBothWays(final String name, final String field) throws IOException {
    final BsonDocument modern = client.run("{" + name + ": 1, $db: 'admin'}");
    assertTrue(modern.getBoolean(field).getValue());
    assertEquals(modern.keySet(), legacy(name, "{" + name + ": 1}").keySet());
  }

  @Test
  void shouldLookLikeAStandaloneServerWithSessions() throws IOException {
    final BsonDocument reply = client.run("{hello: 1, $db: 'admin'}");
    reply.remove("localTime");
    assertEquals(BsonDocument.parse("""
        {isWritablePrimary: true, maxBsonObjectSize: 16777216, maxMessageSizeBytes: 48000000,
         maxWriteBatchSize: 100000, logicalSessionTimeoutMinutes: 30, connectionId: 1, minWireVersion: 0,
         maxWireVersion: 21, readOnly: false, ok: 1.0}"""), reply);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "['zlib']                     | zlib",
    "['snappy', 'zlib', 'zstd']   | snappy,zlib",
    "['zstd', 'zlib', 'zlib']     | zlib",
    "['none']                     | ''",
    "[1, null, {}, 'zlib']        | zlib",
    "[]                           | ''"
  })
  void shouldOfferTheCompressionThatBothKnow(final String wanted, final String both) throws IOException {
    final BsonArray offered =
        client.run("{hello: 1, compression: " + wanted + ", $db: 'admin'}").getArray("compression", new BsonArray());
    assertEquals(both, String.join(",", offered.stream().map(name -> name.asString().getValue()).toList()));
  }

  @Test
  void shouldSayThatItKnowsHelloIfAsked() throws IOException {
    assertTrue(client.run("{ismaster: 1, helloOk: true, $db: 'admin'}").getBoolean("helloOk").getValue());
    assertFalse(client.run("{ismaster: 1, $db: 'admin'}").containsKey("helloOk"));
  }

  /** Every field that clients send, each with every type that makes no sense there. */
  private static Stream<Arguments> wrongTypes() {
    return Stream.of("client", "compression", "helloOk", "saslSupportedMechs", "speculativeAuthenticate", "lsid",
        "topologyVersion", "maxAwaitTimeMS", "loadBalanced", "backpressure", "hostInfo")
        .flatMap(field -> Stream.of("1", "1.5", "'x'", "null", "true", "[]", "[[[]]]", "{}", "{a: {b: 1}}",
            "{$numberLong: '-1'}", "{$date: 0}", "{$minKey: 1}", "{$binary: {base64: '', subType: '00'}}")
            .map(value -> Arguments.of(field, value)));
  }

  @Test
  void shouldRefuseAVersionOfTheApiThatThereIsNot() throws IOException {
    assertEquals(
        322, client.run("{hello: 1, apiVersion: '2', $db: 'admin'}").getInt32("code").getValue());
    assertEquals(
        1,
        client.run("{hello: 1, apiVersion: '1', apiStrict: true, $db: 'admin'}").getDouble("ok").getValue());
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("wrongTypes")
  void shouldNotBeDisturbedByWrongTypes(final String field, final String value) throws IOException {
    assertEquals(1, client.run("{hello: 1, '" + field + "': " + value + ", $db: 'admin'}").getDouble("ok").getValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "'x'", "{}", "[]", "0", "{$numberDecimal: 'NaN'}"})
  void shouldNotLookAtTheValueOfTheCommand(final String value) throws IOException {
    assertEquals(1, legacy("ismaster", "{ismaster: " + value + "}").getDouble("ok").getValue());
  }

  @Test
  void shouldKeepWhatTheClientSaysFirst() throws IOException {
    client.run("{hello: 1, client: {application: {name: 'first'}}, $db: 'admin'}");
    client.run("{hello: 1, client: {application: {name: 'second'}}, $db: 'admin'}");
    assertEquals(BsonDocument.parse("{application: {name: 'first'}}"),
        rig.server.clients().findFirst().orElseThrow().metadata());
  }

  @Test
  void shouldNotKeepMoreThanADriverMaySay() throws IOException {
    client.run("{hello: 1, client: {a: '" + "x".repeat(600) + "'}, $db: 'admin'}");
    assertTrue(rig.server.clients().findFirst().orElseThrow().metadata().isEmpty());
  }

  @Test
  void shouldAddWhatALoginAnswers() throws IOException {
    try (Rig login = new Rig(options -> options, (who, db, hello) -> new BsonDocument("saslSupportedMechs",
        new BsonArray(List.of(new BsonString(who.id() + db + hello.getString("saslSupportedMechs").getValue())))));
        RawClient one = login.client()) {
      assertEquals("1admind.u", one.run("{hello: 1, saslSupportedMechs: 'd.u', $db: 'admin'}")
          .getArray("saslSupportedMechs").get(0).asString().getValue());
    }
  }

  @Test
  void shouldNotBeDisturbedByALoginThatThrows() throws IOException {
    try (Rig login = new Rig(options -> options, (who, db, hello) -> {
      throw new IllegalStateException();
    }); RawClient one = login.client()) {
      assertEquals(1, one.run("{hello: 1, $db: 'admin'}").getDouble("ok").getValue());
    }
  }

  @Test
  void shouldHaveTheNamesThatClientsUse() {
    assertEquals(Set.of("hello", "isMaster", "ismaster"),
        new HelloCommand(30, Speculation.NONE).names());
  }
}
