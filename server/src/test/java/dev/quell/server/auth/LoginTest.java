package dev.quell.server.auth;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.UserName;
import dev.quell.command.Caller;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest {
  private static final String SKIP = "{skipEmptyExchange: true}";

  private final TestServer server = TestServer.withRoot();
  private final TestClient client = new TestClient(false);
  private final ScramClient scram = new ScramClient("ann", TestServer.PASSWORD, "clientNonce");

  @BeforeEach
  void makeUser() {
    server.must(server.root(), "shop", "{createUser: 'ann', pwd: 'secret', roles: ['read']}");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private BsonDocument start(final ScramClient who, final String options) {
    return server.send(client, "shop", TestServer.start(who.first(), options));
  }

  private BsonDocument prove(final BsonDocument start, final ScramClient who) {
    return server.send(client, "shop", TestServer.next(start, who.last(payload(start))));
  }

  private static byte[] payload(final BsonDocument reply) {
    return reply.getBinary("payload").getData();
  }

  private Caller.Access access() {
    return server.authentication.callerOf(client).access();
  }

  // ---- the way in

  @Test
  void shouldLogInWithTheProofIfTheClientSkipsTheEmptyExchange() {
    assertTrue(prove(start(scram, SKIP), scram).getBoolean("done").getValue());
    assertEquals(Caller.Access.AUTHENTICATED, access());
  }

  @Test
  void shouldProveToTheClientThatItKnowsTheUser() {
    assertTrue(scram.believes(payload(prove(start(scram, SKIP), scram))));
  }

  @Test
  void shouldNotLogInBeforeTheEmptyExchange() {
    assertFalse(prove(start(scram, "{}"), scram).getBoolean("done").getValue());
    assertEquals(Caller.Access.ANONYMOUS, access());
  }

  @Test
  void shouldLogInWithTheEmptyExchange() {
    final BsonDocument proved = prove(start(scram, "{}"), scram);
    assertTrue(server.send(client, "shop", TestServer.next(proved, new byte[0])).getBoolean("done").getValue());
    assertEquals(Caller.Access.AUTHENTICATED, access());
  }

  @Test
  void shouldRefuseAnEmptyExchangeThatIsNotEmpty() {
    final BsonDocument proved = prove(start(scram, "{}"), scram);
    assertEquals(
        "2 Malformed SCRAM-SHA-256 message: expected an empty message after the proof",
        TestServer.refusal(server.send(client, "shop", TestServer.next(proved, new byte[1]))));
  }

  @Test
  void shouldTellACallerByNameRolesAndPrivileges() {
    prove(start(scram, SKIP), scram);
    assertEquals("ann@shop [read@shop]", server.authentication.callerOf(client).owner().toString());
  }

  @Test
  void shouldLogInAUserWhoseNameNeedsEscapes() {
    server.must(server.root(), "shop", "{createUser: 'a=b,c', pwd: 'secret', roles: []}");
    assertEquals(Caller.Access.AUTHENTICATED, server.authentication.callerOf(server.login("a=b,c", "shop")).access());
  }

  @Test
  void shouldLogInAUserWithTheLongestName() {
    final String name = "\u20ac".repeat(500) + ",".repeat(500);
    server.must(server.root(), "shop", "{createUser: '" + name + "', pwd: 'secret', roles: []}");
    assertEquals(Caller.Access.AUTHENTICATED, server.authentication.callerOf(server.login(name, "shop")).access());
  }

  @Test
  void shouldTakeAConversationIdOfAnyNumber() {
    final BsonDocument start = start(scram, SKIP);
    final BsonDocument next = TestServer.next(start, scram.last(payload(start)))
        .append("conversationId", new BsonInt64(start.getInt32("conversationId").getValue()));
    assertTrue(server.send(client, "shop", next).getBoolean("done").getValue());
  }

  // ---- who is not let in

  @ParameterizedTest
  @CsvSource({"ann, wrong, shop", "nobody, secret, shop", "ann, secret, other", "root, secret, shop",
    "ann, secret, $external"})
  void shouldRefuseAWrongNameAndAWrongPasswordAlike(final String user, final String password, final String db) {
    final BsonDocument reply = server.login(client, user, db, password);
    assertEquals(
        BsonDocument.parse("{ok: 0.0, errmsg: 'Authentication failed.', code: 18, codeName: 'AuthenticationFailed'}"),
        reply);
    assertEquals(Caller.Access.ANONYMOUS, access());
  }

  private String shapeOfFirstAnswer(final String user) {
    final BsonDocument reply = start(new ScramClient(user, "x", "clientNonce"), SKIP);
    final String text = new String(payload(reply), StandardCharsets.UTF_8);
    return reply.keySet() + " " + text.replaceAll("[A-Za-z0-9+/]", "x") + " " + text.substring(text.indexOf(",i="));
  }

  @Test
  void shouldAnswerTheFirstMessageOfNobodyLikeThatOfAUser() {
    assertEquals(shapeOfFirstAnswer("ann"), shapeOfFirstAnswer("nobody"));
  }

  private String salt(final TestServer of, final String user) {
    final BsonDocument reply =
        of.send(client, "shop", TestServer.start(new ScramClient(user, "x", "clientNonce").first(), SKIP));
    return new String(payload(reply), StandardCharsets.UTF_8).split(",", -1)[1];
  }

  @Test
  void shouldGiveNobodyTheSameSaltEachTime() {
    assertEquals(salt(server, "nobody"), salt(server, "nobody"));
  }

  @Test
  void shouldGiveNobodyTheSameSaltAfterARestart() {
    try (TestServer restarted = new TestServer(server.kept, true)) {
      assertEquals(salt(server, "nobody"), salt(restarted, "nobody"));
    }
  }

  @Test
  void shouldGiveDifferentNamesDifferentSalts() {
    assertNotEquals(salt(server, "nobody"), salt(server, "somebody"));
  }

  @Test
  void shouldGiveDifferentServersDifferentSalts() {
    try (TestServer other = new TestServer(true)) {
      assertNotEquals(salt(server, "nobody"), salt(other, "nobody"));
    }
  }

  @Test
  void shouldUseAnotherNonceEachTime() {
    final byte[] first = payload(start(scram, SKIP));
    assertFalse(Arrays.equals(first, payload(start(scram, SKIP))));
  }

  @Test
  void shouldRefuseAUserWhoWasDroppedMeanwhile() {
    final BsonDocument proved = prove(start(scram, "{}"), scram);
    server.must(server.root(), "shop", "{dropUser: 'ann'}");
    assertEquals(
        "18 Authentication failed.",
        TestServer.refusal(server.send(client, "shop", TestServer.next(proved, new byte[0]))));
  }

  @Test
  void shouldRefuseAPasswordThatWasChangedMeanwhile() {
    final BsonDocument start = start(scram, SKIP);
    server.must(server.root(), "shop", "{updateUser: 'ann', pwd: 'other'}");
    assertEquals("18 Authentication failed.", TestServer.refusal(prove(start, scram)));
  }

  @Test
  void shouldNotMindThatRolesWereChangedMeanwhile() {
    final BsonDocument start = start(scram, SKIP);
    server.must(server.root(), "shop", "{grantRolesToUser: 'ann', roles: ['readWrite']}");
    assertTrue(prove(start, scram).getBoolean("done").getValue());
  }

  @Test
  void shouldStayWhoItWasWhenAnotherLoginFails() {
    prove(start(scram, SKIP), scram);
    server.login(client, "root", "admin", "wrong");
    assertEquals("ann@shop", server.authentication.callerOf(client).name());
  }

  @Test
  void shouldBecomeAnotherUserWhenAnotherLoginSucceeds() {
    prove(start(scram, SKIP), scram);
    server.login(client, "root", "admin", TestServer.PASSWORD);
    assertEquals("root@admin", server.authentication.callerOf(client).name());
  }

  // ---- conversations

  @Test
  void shouldContinueNothingWithoutAStart() {
    assertEquals(
        "17 Cannot continue: there is no login under way on this connection",
        server.refusal(client, "shop", "{saslContinue: 1, conversationId: 1, payload: BinData(0, '')}"));
  }

  @Test
  void shouldReplaceALoginUnderWay() {
    final BsonDocument first = start(scram, SKIP);
    start(scram, SKIP);
    assertEquals(
        "17 Cannot continue: the conversationId is not that of the login under way",
        TestServer.refusal(prove(first, scram)));
  }

  @Test
  void shouldDropALoginThatWasRefused() {
    final BsonDocument start = start(scram, SKIP);
    prove(start, new ScramClient("ann", "wrong", "clientNonce"));
    assertEquals(
        "17 Cannot continue: there is no login under way on this connection", TestServer.refusal(prove(start, scram)));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "{saslContinue: 1, conversationId: 0, payload: BinData(0, '')}",
    "{saslContinue: 1, payload: BinData(0, '')}",
    "{saslContinue: 1, conversationId: 1, payload: BinData(0, ''), extra: 1}",
    "{saslStart: 1, mechanism: 'SCRAM-SHA-256', payload: BinData(0, '')}",
    "{saslStart: 1, mechanism: 'PLAIN', payload: BinData(0, '')}",
    "{saslStart: 1}",
    "{logout: 1}",
  })
  void shouldDropALoginWhateverElseIsSent(final String json) {
    final BsonDocument start = start(scram, SKIP);
    server.send(client, "shop", json);
    assertEquals(
        "17 Cannot continue: there is no login under way on this connection", TestServer.refusal(prove(start, scram)));
  }

  @Test
  void shouldWaitForAMinute() {
    final BsonDocument start = start(scram, SKIP);
    server.nanos.addAndGet(Logins.TIMEOUT_NANOS);
    assertTrue(prove(start, scram).getBoolean("done").getValue());
  }

  @Test
  void shouldWaitNoLonger() {
    final BsonDocument start = start(scram, SKIP);
    server.nanos.addAndGet(Logins.TIMEOUT_NANOS + 1);
    assertEquals("17 Cannot continue: the login took too long", TestServer.refusal(prove(start, scram)));
  }

  @Test
  void shouldKeepAConversationToItsConnection() {
    final BsonDocument start = start(scram, SKIP);
    final BsonDocument elsewhere =
        server.send(new TestClient(false), "shop", TestServer.next(start, scram.last(payload(start))));
    assertEquals("17 Cannot continue: there is no login under way on this connection", TestServer.refusal(elsewhere));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "{saslStart: 1, payload: BinData(0, '')} | 40414 BSON field 'saslStart.mechanism' is missing but a required field",
    "{saslStart: 1, mechanism: 'SCRAM-SHA-256'} | 40414 BSON field 'saslStart.payload' is missing but a required field",
    "{saslStart: 1, mechanism: 5, payload: BinData(0, '')} | 14 BSON field 'saslStart.mechanism' is the wrong type 'int', expected type 'string'",
    "{saslStart: 1, mechanism: 'SCRAM-SHA-256', payload: 'x'} | 14 BSON field 'saslStart.payload' is the wrong type 'string', expected type 'binData'",
    "{saslStart: 1, mechanism: 'SCRAM-SHA-256', payload: null} | 14 BSON field 'saslStart.payload' is the wrong type 'null', expected type 'binData'",
    "{saslStart: 1, mechanism: 'SCRAM-SHA-256', payload: BinData(0, ''), options: 1} | 14 BSON field 'saslStart.options' is the wrong type 'int', expected type 'object'",
    "{saslStart: 1, mechanism: 'SCRAM-SHA-256', payload: BinData(0, ''), options: {x: 1}} | 40415 BSON field 'saslStart.options.x' is an unknown field.",
    "{saslStart: 1, x: 1} | 40415 BSON field 'saslStart.x' is an unknown field.",
    "{saslStart: 1, mechanism: 'SCRAM-SHA-1', payload: BinData(0, '')} | 334 Mechanism 'SCRAM-SHA-1' is not supported: use SCRAM-SHA-256",
    "{saslStart: 1, mechanism: 'PLAIN', payload: BinData(0, '')} | 334 Mechanism 'PLAIN' is not supported: use SCRAM-SHA-256",
    "{saslStart: 1, mechanism: 'SCRAM-SHA-256', payload: BinData(0, '')} | 2 Malformed SCRAM-SHA-256 message: expected 'n,,n=user,r=nonce'",
    "{saslContinue: 1, conversationId: 'x', payload: BinData(0, '')} | 14 BSON field 'saslContinue.conversationId' is the wrong type 'string', expected type 'int'",
    "{saslContinue: 1, conversationId: 1} | 40414 BSON field 'saslContinue.payload' is missing but a required field",
    "{authenticate: 1, user: 'ann', nonce: 'x', key: 'y'} | 334 authenticate is not supported: use saslStart with SCRAM-SHA-256",
    "{authenticate: 1, mechanism: 'MONGODB-X509'} | 334 authenticate is not supported: use saslStart with SCRAM-SHA-256",
    "{logout: 1, x: 1} | 40415 BSON field 'logout.x' is an unknown field.",
  })
  void shouldRefuseBadCommands(final String json, final String refusal) {
    assertEquals(refusal, server.refusal(client, "shop", json));
  }

  // ---- the way out

  @Test
  void shouldLogOut() {
    prove(start(scram, SKIP), scram);
    server.must(client, "shop", "{logout: 1}");
    assertEquals(Caller.Access.ANONYMOUS, access());
  }

  @Test
  void shouldNotLogOutOfAnotherDatabase() {
    prove(start(scram, SKIP), scram);
    server.must(client, "other", "{logout: 1}");
    assertEquals(Caller.Access.AUTHENTICATED, access());
  }

  @Test
  void shouldForgetAUserWhoWasDropped() {
    prove(start(scram, SKIP), scram);
    server.must(server.root(), "shop", "{dropUser: 'ann'}");
    assertEquals("13 Command startSession requires authentication",
        server.refusal(client, "shop", "{startSession: 1}"));
  }

  @Test
  void shouldNotTakeANewUserForOneOfTheSameNameThatWasDropped() {
    prove(start(scram, SKIP), scram);
    server.must(server.root(), "shop", "{dropUser: 'ann'}");
    makeUser();
    assertEquals(Caller.Access.ANONYMOUS, access());
  }

  @Test
  void shouldStayLoggedInWhenThePasswordIsChanged() {
    prove(start(scram, SKIP), scram);
    server.must(server.root(), "shop", "{updateUser: 'ann', pwd: 'other'}");
    assertEquals(Caller.Access.AUTHENTICATED, access());
  }

  @Test
  void shouldAllowEverybodyEverythingWhereAuthenticationIsOff() {
    try (TestServer open = new TestServer(server.kept, false)) {
      assertEquals(Caller.Access.OPEN, open.authentication.callerOf(client).access());
    }
  }

  // ---- handshakes

  private BsonDocument answer(final String hello) {
    return server.authentication.answer(client, "admin", BsonDocument.parse(hello));
  }

  @ParameterizedTest
  @ValueSource(strings = {"shop.ann", "shop.nobody", "nonsense", ""})
  void shouldOfferTheMechanismToAnybody(final String user) {
    assertEquals(
        BsonDocument.parse("{saslSupportedMechs: ['SCRAM-SHA-256']}"),
        answer("{hello: 1, saslSupportedMechs: '" + user + "'}"));
  }

  @Test
  void shouldAddNothingToAPlainHandshake() {
    assertEquals(new BsonDocument(), answer("{hello: 1}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "{hello: 1, saslSupportedMechs: 1}",
    "{hello: 1, speculativeAuthenticate: 1}",
    "{hello: 1, speculativeAuthenticate: {}}",
    "{hello: 1, speculativeAuthenticate: {authenticate: 1, mechanism: 'MONGODB-X509', db: '$external'}}",
    "{hello: 1, speculativeAuthenticate: {saslStart: 1, mechanism: 'PLAIN', payload: BinData(0, ''), db: 'shop'}}",
    "{hello: 1, speculativeAuthenticate: {saslStart: 1, mechanism: 'SCRAM-SHA-256', payload: BinData(0, ''), db: "
        + "'shop'}}",
    "{hello: 1, speculativeAuthenticate: {saslStart: 1, mechanism: 'SCRAM-SHA-256', payload: BinData(0, '')}}",
    "{hello: 1, speculativeAuthenticate: {saslStart: 1, mechanism: 'SCRAM-SHA-256', payload: BinData(0, ''), db: 5}}",
    "{hello: 1, speculativeAuthenticate: {saslStart: 1, mechanism: 'SCRAM-SHA-256', payload: BinData(0, ''), x: 5}}",
  })
  void shouldAddNothingForALoginThatDoesNotBeginWell(final String hello) {
    assertEquals(new BsonDocument(), answer(hello));
  }

  private BsonDocument speculate() {
    final BsonDocument speculative = TestServer.start(scram.first(), SKIP).append("db", new BsonString("shop"));
    final BsonDocument hello =
        new BsonDocument("hello", new BsonInt32(1)).append("speculativeAuthenticate", speculative);
    return server.authentication.answer(client, "admin", hello).getDocument("speculativeAuthenticate");
  }

  @Test
  void shouldLogInWithWhatTheHandshakeBegan() {
    final BsonDocument proved = prove(speculate(), scram);
    assertTrue(proved.getBoolean("done").getValue());
    assertEquals("ann@shop", server.authentication.callerOf(client).name());
  }

  @Test
  void shouldLetAStartReplaceWhatTheHandshakeBegan() {
    speculate();
    assertTrue(prove(start(scram, SKIP), scram).getBoolean("done").getValue());
  }

  // ---- connectionStatus

  @Test
  void shouldShowNobodyBeforeALogin() {
    assertEquals(
        BsonDocument.parse("{authenticatedUsers: [], authenticatedUserRoles: []}"),
        server.must(client, "admin", "{connectionStatus: 1}").getDocument("authInfo"));
  }

  @Test
  void shouldShowWhoHasLoggedIn() {
    prove(start(scram, SKIP), scram);
    assertEquals(
        BsonDocument.parse(
            "{authenticatedUsers: [{user: 'ann', db: 'shop'}], authenticatedUserRoles: [{role: 'read', db: 'shop'}]}"),
        server.must(client, "admin", "{connectionStatus: 1}").getDocument("authInfo"));
  }

  @Test
  void shouldShowPrivilegesIfAsked() {
    prove(start(scram, SKIP), scram);
    final BsonDocument shown = server.must(client, "admin", "{connectionStatus: 1, showPrivileges: true}");
    final BsonDocument first =
        shown.getDocument("authInfo").getArray("authenticatedUserPrivileges").get(0).asDocument();
    assertEquals(BsonDocument.parse("{db: 'shop', collection: ''}"), first.get("resource"));
    assertTrue(first.getArray("actions").contains(new BsonString("find")));
  }

  @Test
  void shouldShowWhoHasLoggedInWhereNobodyMust() {
    try (TestServer open = new TestServer(server.kept, false)) {
      assertEquals(
          "ann",
          open.must(open.login("ann", "shop"), "admin", "{connectionStatus: 1}").getDocument("authInfo")
              .getArray("authenticatedUsers").get(0).asDocument().getString("user").getValue());
    }
  }

  @Test
  void shouldKeepNoPasswordAndNoSaltedPassword() {
    final byte[] salted = Hashes.pbkdf2(
        TestServer.PASSWORD, credential().salt, credential().iterations);
    server.kept.forEach((key, value) -> {
      final String text = new String(value, StandardCharsets.ISO_8859_1);
      assertFalse(text.contains(TestServer.PASSWORD), key);
      assertFalse(text.contains(Base64.getEncoder().encodeToString(salted)), key);
    });
    assertArrayEquals(Hashes.sha256(Hashes.hmac(salted, "Client Key".getBytes(StandardCharsets.US_ASCII))),
        credential().storedKey);
  }

  private Credential credential() {
    return server.authentication.table().find(new UserName("ann", "shop")).orElseThrow().credential();
  }

  @Test
  void shouldIterateAsOftenAsMongoDb() {
    assertEquals(15_000, Authentication.open(new ConcurrentHashMap<>(), false).passwords().derive("x").iterations);
  }

  @Test
  void shouldIterateForNobodyAsOftenAsForAUser() {
    final Authentication real = Authentication.open(new ConcurrentHashMap<>(), true);
    final BsonDocument speculative = TestServer.start(scram.first(), SKIP).append("db", new BsonString("shop"));
    final BsonDocument answer = real.answer(client, "admin", new BsonDocument("speculativeAuthenticate", speculative));
    final String first =
        new String(payload(answer.getDocument("speculativeAuthenticate")), StandardCharsets.UTF_8);
    assertTrue(first.endsWith(",i=15000"), first);
  }

  @Test
  void shouldReadNoMoreOfAStrangerThanALoginNeeds() {
    final String command = "{saslStart: 1, comment: '" + "x".repeat(70_000) + "'}";
    assertEquals(
        "10334 A command about a login has 70034 bytes, more than 65536", server.refusal(client, "shop", command));
  }
}
