package dev.quell.server.auth;

import com.ongres.saslprep.SASLprep;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a password into what is kept of it. Thread-safe. */
final class Passwords {
  /** Longer ones are refused: preparing costs in proportion, and nobody types so much. */
  static final int MAX_LENGTH = 4_096;
  private static final Logger LOG = LoggerFactory.getLogger(Passwords.class);
  private static final SASLprep PREPARATION = new SASLprep();

  private final SecureRandom random = new SecureRandom();
  private final int iterations;

  Passwords(final int iterations) {
    this.iterations = iterations;
  }

  /**
   * A credential with a fresh salt; takes some milliseconds, on purpose.
   *
   * @throws CommandException with 2 if the password is empty, too long, or has characters that SASLprep forbids
   */
  Credential derive(final String password) {
    final byte[] salt = new byte[Credential.SALT_LENGTH];
    random.nextBytes(salt);
    return Credential.derive(prepare(password), salt, iterations);
  }

  /** The one spelling of a password that can be typed in several (RFC 4013). */
  static String prepare(final String password) {
    if (password.isEmpty()) {
      throw new CommandException(ErrorCode.BAD_VALUE, "Password cannot be empty");
    }
    if (password.length() > MAX_LENGTH) {
      throw new CommandException(
          ErrorCode.BAD_VALUE,
          "Password has " + password.length() + " characters, more than " + MAX_LENGTH);
    }
    try {
      final String prepared = PREPARATION.prepareStored(password);
      if (!prepared.isEmpty()) {
        return prepared;
      }
    } catch (final RuntimeException e) { // of several kinds, and its text may quote the password
      LOG.debug("a password was refused by SASLprep: {}", e.getClass().getSimpleName());
    }
    throw new CommandException(
        ErrorCode.BAD_VALUE, "Password has characters that SASLprep (RFC 4013) does not allow, or none that it keeps");
  }
}
