package dev.quell.server.auth;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;

/**
 * The server's side of one SCRAM-SHA-256 login (RFC 5802, RFC 7677). Two messages of the client, one after the other; a
 * refusal of either ends it: whoever holds it drops it then. Used by one thread at a time.
 *
 * <p>A user that is not there is answered like one that is: with a salt of its own and the same iterations, then with
 * the same refusal after the same work.
 */
final class ScramConversation {
  /**
   * Against what a login is checked.
   *
   * @param user who it is; empty refuses any proof
   * @param credential the user's, or a made-up one
   */
  record Account(Optional<User> user, Credential credential) {}

  private final Account account;
  private final ClientFirst first;
  private final String nonce;
  private final byte[] serverFirst;

  private ScramConversation(final Account account, final ClientFirst first, final String nonce) {
    this.account = account;
    this.first = first;
    this.nonce = nonce;
    this.serverFirst =
        utf8("r=" + nonce
            + ",s=" + Base64.getEncoder().encodeToString(account.credential().salt)
            + ",i=" + account.credential().iterations);
  }

  /**
   * Takes the client's first message.
   *
   * @param payload its bytes
   * @param serverNonce printable ASCII without a comma, never used before and not to be guessed
   * @param accounts finds the account with a name
   * @throws CommandException with 2 if the message is malformed
   */
  static ScramConversation start(
      final byte[] payload, final String serverNonce, final Function<String, Account> accounts) {
    final ClientFirst first = ClientFirst.parse(payload);
    return new ScramConversation(accounts.apply(first.user()), first, first.nonce() + serverNonce);
  }

  /** The name that the client has given; whether there is such a user is another question. */
  String name() {
    return first.user();
  }

  /** Who is logging in; has proved nothing before {@link #finish}. */
  Optional<User> user() {
    return account.user();
  }

  /** The answer to the client's first message. */
  byte[] serverFirst() {
    return serverFirst.clone();
  }

  /**
   * Takes the client's second message, and proves in turn that the server knows the user.
   *
   * @throws CommandException with 2 if the message is malformed, with 18 if the user or the password is wrong
   */
  byte[] finish(final byte[] payload) {
    final ClientFinal last = ClientFinal.parse(payload, first.header(), nonce);
    final byte[] signed =
        utf8(first.bare() + "," + new String(serverFirst, StandardCharsets.UTF_8) + "," + last.withoutProof());
    final Credential credential = account.credential();
    final byte[] clientKey = Hashes.xor(last.proof(), Hashes.hmac(credential.storedKey, signed));
    // before the check, so that both ways cost the same
    final byte[] signature = Hashes.hmac(credential.serverKey, signed);
    final boolean proved = MessageDigest.isEqual(Hashes.sha256(clientKey), credential.storedKey);
    if (!proved || account.user().isEmpty()) {
      throw refused();
    }
    return utf8("v=" + Base64.getEncoder().encodeToString(signature));
  }

  /** The one refusal for a wrong user and a wrong password. */
  static CommandException refused() {
    return new CommandException(ErrorCode.AUTHENTICATION_FAILED, "Authentication failed.");
  }

  private static byte[] utf8(final String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
