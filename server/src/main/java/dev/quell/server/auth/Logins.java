package dev.quell.server.auth;

import dev.quell.UserName;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.auth.ScramConversation.Account;
import dev.quell.server.dispatch.Client;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs clients in: starts and continues conversations, of which a connection has at most one, for a minute. Whatever a
 * conversation is refused for ends it; who was logged in before stays so. Thread-safe; hashes no password.
 */
final class Logins {
  /** The one way to log in. */
  static final String MECHANISM = "SCRAM-SHA-256";
  /** A client knows its password before it begins. */
  static final long TIMEOUT_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final Logger LOG = LoggerFactory.getLogger(Logins.class);
  private static final int NONCE_LENGTH = 24;

  private final UserTable users;
  private final byte[] secret;
  private final LongSupplier nanoClock;
  private final int iterations;
  private final SecureRandom random = new SecureRandom();
  private final AtomicInteger lastId = new AtomicInteger();

  /** @param iterations those of new credentials, so also of the ones of nobody */
  Logins(final UserTable users, final byte[] secret, final LongSupplier nanoClock, final int iterations) {
    this.users = users;
    this.secret = secret;
    this.nanoClock = nanoClock;
    this.iterations = iterations;
  }

  /**
   * The first message of a login, in place of the one under way.
   *
   * @param db where the user is
   * @param fields mechanism, payload and options
   * @throws CommandException with 334 for another mechanism, 2 for a malformed message
   */
  BsonDocument start(final Client client, final String db, final Fields fields) {
    Login.drop(client);
    final String mechanism = fields.requiredString("mechanism");
    final byte[] payload = fields.requiredBinary("payload").getData();
    final boolean skip = fields.document("options")
        .map(options -> Fields.of(fields.path("options"), options, "skipEmptyExchange").flag("skipEmptyExchange"))
        .orElse(false);
    requireMechanism(mechanism);
    final ScramConversation scram = ScramConversation.start(payload, nonce(), user -> account(user, db));
    final Conversation conversation =
        new Conversation(nextId(), scram, skip, nanoClock.getAsLong() + TIMEOUT_NANOS, db);
    Login.keep(client, conversation);
    return reply(conversation, conversation.opening());
  }

  static void requireMechanism(final String mechanism) {
    if (!mechanism.equals(MECHANISM)) {
      throw new CommandException(
          ErrorCode.MECHANISM_UNAVAILABLE,
          "Mechanism '" + Names.shown(mechanism) + "' is not supported: use " + MECHANISM);
    }
  }

  /**
   * A further message of the login under way.
   *
   * @param fields conversationId and payload
   * @throws CommandException with 17 if there is no such login, 2 for a malformed message, 18 for a wrong user or
   *     password
   */
  BsonDocument advance(final Client client, final Fields fields) {
    final Optional<Conversation> pending = Login.drop(client); // kept again if all goes well
    try {
      final BsonValue id = fields.required("conversationId");
      if (!id.isNumber()) {
        throw Fields.wrongType(fields.path("conversationId"), id, "expected type 'int'");
      }
      final byte[] payload = fields.requiredBinary("payload").getData();
      final Conversation conversation =
          pending.orElseThrow(() -> protocol("there is no login under way on this connection"));
      if (id.asNumber().doubleValue() != conversation.id()) {
        throw protocol("the conversationId is not that of the login under way");
      }
      if (conversation.isLate(nanoClock.getAsLong())) {
        throw protocol("the login took too long");
      }
      return advance(client, conversation, payload);
    } catch (final CommandException e) {
      final String who = pending.map(conversation -> Names.shown(conversation.who())).orElse("nobody");
      LOG.info("login by {} at {} was refused: {}", who, client.remote(), e.getMessage());
      throw e;
    }
  }

  private BsonDocument advance(final Client client, final Conversation conversation, final byte[] payload) {
    final byte[] answer = conversation.step(payload);
    if (conversation.isDone()) {
      final User user = conversation.winner(users);
      Login.in(client, user);
      LOG.info("login by {} at {} succeeded", Names.shown(user.name().toString()), client.remote());
    } else {
      Login.keep(client, conversation);
    }
    return reply(conversation, answer);
  }

  /** What a handshake asks on the side. */
  BsonDocument speculate(final Client client, final BsonDocument hello) {
    final BsonDocument answer = new BsonDocument();
    if (hello.get("saslSupportedMechs") instanceof BsonString) {
      answer.append("saslSupportedMechs", new BsonArray(List.of(new BsonString(MECHANISM)))); // for anybody
    }
    final BsonValue asked = hello.get("speculativeAuthenticate");
    if (asked instanceof BsonDocument speculative && speculative.containsKey("saslStart")) {
      try {
        Fields.requireSmall(speculative);
        final Fields fields = Fields.of(
            "speculativeAuthenticate", speculative,
            "saslStart", "mechanism", "payload", "options", "autoAuthorize", "db");
        answer.append("speculativeAuthenticate", start(client, fields.requiredString("db"), fields));
      } catch (final CommandException e) {
        LOG.debug("speculative login at {} does not begin: {}", client.remote(), e.getMessage());
      }
    }
    return answer;
  }

  /** The user's, or one that looks like it; the work is the same. */
  private Account account(final String user, final String db) {
    final byte[] seed = (user + "@" + db).getBytes(StandardCharsets.UTF_8);
    final byte[] salt = Arrays.copyOf(Hashes.hmac(secret, seed), Credential.SALT_LENGTH);
    final Credential made = new Credential(
        iterations, salt, Hashes.hmac(secret, Hashes.hmac(secret, seed)), Hashes.hmac(secret, salt));
    final Optional<UserName> name = Names.login(user, db);
    final Optional<User> found = name.flatMap(users::find);
    return new Account(found, found.map(User::credential).orElse(made));
  }

  private String nonce() {
    final byte[] bytes = new byte[NONCE_LENGTH];
    random.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private int nextId() {
    return lastId.updateAndGet(id -> id == Integer.MAX_VALUE ? 1 : id + 1);
  }

  private static BsonDocument reply(final Conversation conversation, final byte[] payload) {
    return new BsonDocument("conversationId", new BsonInt32(conversation.id()))
        .append("done", BsonBoolean.valueOf(conversation.isDone()))
        .append("payload", new BsonBinary(payload));
  }

  private static CommandException protocol(final String problem) {
    return new CommandException(ErrorCode.PROTOCOL_ERROR, "Cannot continue: " + problem);
  }
}
