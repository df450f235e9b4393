package dev.quell.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.UserName;
import dev.quell.command.CommandException;
import dev.quell.server.auth.ScramConversation.Account;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScramConversationTest {
  // RFC 7677, section 3
  private static final String CLIENT_NONCE = "rOprNGfwEbeRWgbNEkqO";
  private static final String SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
  private static final String NONCE = CLIENT_NONCE + SERVER_NONCE;
  private static final String CLIENT_FIRST = "n,,n=user,r=" + CLIENT_NONCE;
  private static final String SERVER_FIRST = "r=" + NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
  private static final String PROOF = "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
  private static final String CLIENT_FINAL = "c=biws,r=" + NONCE + ",p=" + PROOF;
  private static final String SERVER_FINAL = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

  private static final Credential PENCIL =
      Credential.derive("pencil", Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="), 4_096);
  private static final User USER =
      new User(new UserName("user", "db"), new UUID(0, 1), PENCIL, Set.of(), Optional.empty());

  private String asked;

  private static byte[] bytes(final String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private ScramConversation start(final String message) {
    return ScramConversation.start(bytes(message), SERVER_NONCE, name -> {
      asked = name;
      return new Account(Optional.of(USER), PENCIL);
    });
  }

  private static String refusal(final Executable attempt) {
    final CommandException refusal = assertThrows(CommandException.class, attempt);
    return refusal.code() + " " + refusal.getMessage();
  }

  @Test
  void shouldAnswerTheFirstMessageOfTheStandard() {
    assertEquals(SERVER_FIRST, new String(start(CLIENT_FIRST).serverFirst(), StandardCharsets.UTF_8));
  }

  @Test
  void shouldAnswerTheProofOfTheStandard() {
    assertEquals(SERVER_FINAL, new String(start(CLIENT_FIRST).finish(bytes(CLIENT_FINAL)), StandardCharsets.UTF_8));
  }

  @Test
  void shouldAgreeWithTheTestsOwnClient() {
    final ScramClient client = new ScramClient("user", "pencil", CLIENT_NONCE);
    final ScramConversation server = start(new String(client.first(), StandardCharsets.UTF_8));
    assertTrue(client.believes(server.finish(client.last(server.serverFirst()))));
  }

  @Test
  void shouldAcceptAClientThatCouldBindTheChannelIfTheServerCould() {
    final ScramClient client = new ScramClient("y,,", "user", "pencil", CLIENT_NONCE);
    final ScramConversation server = start(new String(client.first(), StandardCharsets.UTF_8));
    assertTrue(client.believes(server.finish(client.last(server.serverFirst()))));
  }

  @Test
  void shouldAcceptAnAuthorizationIdentityThatIsTheUser() {
    final ScramClient client = new ScramClient("n,a=user,", "user", "pencil", CLIENT_NONCE);
    final ScramConversation server = start(new String(client.first(), StandardCharsets.UTF_8));
    assertTrue(client.believes(server.finish(client.last(server.serverFirst()))));
  }

  @Test
  void shouldRefuseAnotherPassword() {
    final ScramClient client = new ScramClient("user", "pen", CLIENT_NONCE);
    final ScramConversation server = start(new String(client.first(), StandardCharsets.UTF_8));
    assertEquals("18 Authentication failed.", refusal(() -> server.finish(client.last(server.serverFirst()))));
  }

  @Test
  void shouldRefuseTheRightProofOfNobody() {
    final ScramConversation server =
        ScramConversation.start(bytes(CLIENT_FIRST), SERVER_NONCE, name -> new Account(Optional.empty(), PENCIL));
    assertEquals("18 Authentication failed.", refusal(() -> server.finish(bytes(CLIENT_FINAL))));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "n,,n=user,r=x | user",
    "n,,n=a=2Cb,r=x | a,b",
    "n,,n=a=3Db,r=x | a=b",
    "n,,n==3D=2C,r=x | =,",
    "n,,n=a=3D2C,r=x | a=2C",
    "n,,n=jürg 🔑,r=x | jürg 🔑",
    "n,,n=user,r=x,f=extension | user",
    "n,a=a=2Cb,n=a=2Cb,r=x | a,b",
    "y,,n=user,r=x | user",
  })
  void shouldReadTheUser(final String message, final String user) {
    start(message);
    assertEquals(user, asked);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "`` | expected 'n,,n=user,r=nonce'",
    "n | expected 'n,,n=user,r=nonce'",
    "n, | expected 'n,,n=user,r=nonce'",
    "n,,n=user | expected 'n,,n=user,r=nonce'",
    "n=user,r=x | expected 'n,,n=user,r=nonce'",
    "p=tls-unique,,n=user,r=x | channel binding is not supported",
    "x,,n=user,r=x | the channel binding flag must be 'n' or 'y'",
    "N,,n=user,r=x | the channel binding flag must be 'n' or 'y'",
    ",,n=user,r=x | the channel binding flag must be 'n' or 'y'",
    "n,a=root,n=user,r=x | the authorization identity must be empty or the user",
    "n,b=user,n=user,r=x | expected the attribute 'a='",
    "n,,m=ext,n=user,r=x | mandatory extensions are not supported",
    "n,,n=user,r=x,m=ext | mandatory extensions are not supported",
    "n,,r=x,n=user | expected the attribute 'n='",
    "n,,n=user,n=user | expected the attribute 'r='",
    "n,,n=,r=x | the user is empty",
    "n,,n=a=b,r=x | '=' in a name must be written '=3D', and ',' '=2C'",
    "n,,n=a=2c,r=x | '=' in a name must be written '=3D', and ',' '=2C'",
    "n,,n=a=,r=x | '=' in a name must be written '=3D', and ',' '=2C'",
    "n,,n=user,r= | a nonce must have 1 to 512 characters, not 0",
    "n,,n=user,r=a b | a nonce must be printable ASCII",
    "n,,n=user,r=ä | a nonce must be printable ASCII",
    "n,,n=user,r=x, | attribute 3 is not of the form 'x=...'",
    "n,,n=user,r=x,1=a | attribute 3 is not of the form 'x=...'",
  })
  void shouldRefuseAFirstMessageThatIsNone(final String message, final String problem) {
    assertEquals(
        "2 Malformed SCRAM-SHA-256 message: " + problem, refusal(() -> start(message)));
  }

  @Test
  void shouldRefuseALongNonce() {
    assertEquals(
        "2 Malformed SCRAM-SHA-256 message: a nonce must have 1 to 512 characters, not 513",
        refusal(() -> start("n,,n=user,r=" + "x".repeat(513))));
  }

  @Test
  void shouldRefuseALongMessage() {
    assertEquals(
        "2 Malformed SCRAM-SHA-256 message: the message has 5013 bytes, more than 4096",
        refusal(() -> start("n,,r=x,n=" + "x".repeat(5_004))));
  }

  @Test
  void shouldRefuseBytesThatAreNoText() {
    assertEquals(
        "2 Malformed SCRAM-SHA-256 message: the message is not UTF-8",
        refusal(() -> ScramConversation.start(new byte[] {'n', ',', (byte) 0xc3}, SERVER_NONCE, name -> null)));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
    "`` | expected 'c=binding,r=nonce,p=proof'",
    "c=biws,r=NONCE | expected 'c=binding,r=nonce,p=proof'",
    "r=NONCE,c=biws,p=PROOF | expected the attribute 'c='",
    "c=!,r=NONCE,p=PROOF | the attribute 'c=' is not base64",
    "c=eSws,r=NONCE,p=PROOF | the channel binding is not that of the first message",
    "c=,r=NONCE,p=PROOF | the channel binding is not that of the first message",
    "c=biws,r=NONCEx,p=PROOF | the nonce is not that of the server",
    "c=biws,r=rOprNGfwEbeRWgbNEkqO,p=PROOF | the nonce is not that of the server",
    "c=biws,n=NONCE,p=PROOF | expected the attribute 'r='",
    "c=biws,r=NONCE,m=x,p=PROOF | mandatory extensions are not supported",
    "c=biws,r=NONCE,junk,p=PROOF | attribute 3 is not of the form 'x=...'",
    "c=biws,r=NONCE,p=PROOF,x=after | expected the attribute 'p='",
    "c=biws,r=NONCE,p= | the proof has 0 bytes, not 32",
    "c=biws,r=NONCE,p=AAAA | the proof has 3 bytes, not 32",
    "c=biws,r=NONCE,p=*** | the attribute 'p=' is not base64",
  })
  void shouldRefuseASecondMessageThatIsNone(final String message, final String problem) {
    final ScramConversation server = start(CLIENT_FIRST);
    final byte[] payload = bytes(message.replace("NONCE", NONCE).replace("PROOF", PROOF));
    assertEquals(
        "2 Malformed SCRAM-SHA-256 message: " + problem, refusal(() -> server.finish(payload)));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "c=biws,r=NONCE,x=extension,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
    "c=biws,r=NONCE,p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
  })
  void shouldRefuseAProofOfSomethingElse(final String message) {
    final ScramConversation server = start(CLIENT_FIRST);
    assertEquals(
        "18 Authentication failed.", refusal(() -> server.finish(bytes(message.replace("NONCE", NONCE)))));
  }
}
