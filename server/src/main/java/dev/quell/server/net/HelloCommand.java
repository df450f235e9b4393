package dev.quell.server.net;

import dev.quell.server.dispatch.Client;
import dev.quell.server.dispatch.Command;
import dev.quell.server.dispatch.CommandCall;
import dev.quell.server.dispatch.Lane;
import dev.quell.server.dispatch.SessionUse;
import dev.quell.server.dispatch.Speculation;
import dev.quell.server.wire.Compression;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The handshake: {@code hello}, and its old name in two spellings. Tells the client that this is a standalone server of
 * the age of MongoDB 7.0 with sessions. Sends no {@code topologyVersion}, so that clients poll instead of leaving a
 * command open. A field of the handshake that has the wrong type counts as absent.
 */
public final class HelloCommand implements Command {
  static final Set<String> NAMES = Set.of("hello", "isMaster", "ismaster");

  private static final Logger LOG = LoggerFactory.getLogger(HelloCommand.class);
  private static final int MAX_WIRE_VERSION = 21;
  private static final int MAX_DOCUMENT = 16 << 20;
  private static final int MAX_MESSAGE = 48_000_000;
  private static final int MAX_BATCH = 100_000;
  /** What drivers may say about themselves. */
  private static final int MAX_METADATA = 512;

  private final int sessionTimeoutMinutes;
  private final Speculation speculation;

  /**
   * A handshake.
   *
   * @param sessionTimeoutMinutes how long an unused session stays; clients need it to believe in sessions
   * @param speculation what a login adds; {@link Speculation#NONE} where nobody logs in
   */
  public HelloCommand(final int sessionTimeoutMinutes, final Speculation speculation) {
    this.sessionTimeoutMinutes = sessionTimeoutMinutes;
    this.speculation = speculation;
  }

  @Override
  public Set<String> names() {
    return NAMES;
  }

  @Override
  public Lane lane(final CommandCall call) {
    return Lane.CONTROL;
  }

  /**
   * If it carries the beginning of a login, or says what the operations of the connection are to be labelled with. Not
   * for any other: work would hide behind it.
   */
  @Override
  public boolean comesFirst(final CommandCall call) {
    return call.body().containsKey("speculativeAuthenticate")
        || call.client().metadata().isEmpty() && call.body().containsKey("client");
  }

  @Override
  public boolean needsLogin() {
    return false;
  }

  @Override
  public SessionUse sessionUse(final CommandCall call) {
    return SessionUse.IGNORE;
  }

  /** It may carry the beginning of a login. */
  @Override
  public boolean secret() {
    return true;
  }

  @Override
  public void authorize(final CommandCall call) {
    // everybody may say hello
  }

  @Override
  public BsonDocument run(final CommandCall call) {
    keepMetadata(call.client(), call.body().get("client"));
    final BsonDocument reply = new BsonDocument();
    if (BsonBoolean.TRUE.equals(call.body().get("helloOk"))) {
      reply.append("helloOk", BsonBoolean.TRUE);
    }
    reply.append("hello".equals(call.name()) ? "isWritablePrimary" : "ismaster", BsonBoolean.TRUE)
        .append("maxBsonObjectSize", new BsonInt32(MAX_DOCUMENT))
        .append("maxMessageSizeBytes", new BsonInt32(MAX_MESSAGE))
        .append("maxWriteBatchSize", new BsonInt32(MAX_BATCH))
        .append("localTime", new BsonDateTime(System.currentTimeMillis()))
        .append("logicalSessionTimeoutMinutes", new BsonInt32(sessionTimeoutMinutes))
        .append("connectionId", number(call.client().id()))
        .append("minWireVersion", new BsonInt32(0))
        .append("maxWireVersion", new BsonInt32(MAX_WIRE_VERSION))
        .append("readOnly", BsonBoolean.FALSE);
    final BsonArray compression = compression(call.body().get("compression"));
    if (!compression.isEmpty()) {
      reply.append("compression", compression);
    }
    reply.putAll(speculated(call));
    return reply;
  }

  private BsonDocument speculated(final CommandCall call) {
    try {
      return speculation.answer(call.client(), call.db(), call.body());
    } catch (final RuntimeException e) { // the login itself will say what is wrong
      LOG.debug("{} asked for a login that does not begin", call.client(), e);
      return new BsonDocument();
    }
  }

  /** The first handshake counts: what the client is cannot change. */
  private static void keepMetadata(final Client client, final @Nullable BsonValue said) {
    if (said instanceof RawBsonDocument metadata && metadata.getByteLength() <= MAX_METADATA
        && client.metadata().isEmpty()) {
      client.metadata(metadata.decode(new BsonDocumentCodec())); // a copy, or it would keep the whole message
    }
  }

  /** What both sides know, in the client's order. */
  private static BsonArray compression(final @Nullable BsonValue wanted) {
    final BsonArray both = new BsonArray();
    if (wanted instanceof BsonArray names) {
      for (final BsonValue name : names.size() > MAX_METADATA ? new BsonArray() : names) {
        if (name instanceof BsonString text && Compression.offered(text.getValue()).isPresent()
            && !both.contains(text)) {
          both.add(text);
        }
      }
    }
    return both;
  }

  private static BsonValue number(final long id) {
    return id <= Integer.MAX_VALUE ? new BsonInt32((int) id) : new BsonInt64(id);
  }
}
