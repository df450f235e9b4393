package dev.quell.server.dispatch;

import java.util.concurrent.CompletionStage;
import org.bson.BsonDocument;

/**
 * Ends a command whose reply comes later, from other servers, and for which no thread waits. No client sees it. An
 * error, so that nobody on the way takes it for a refusal.
 */
final class Later extends Error {
  private static final long serialVersionUID = 1L;

  private final transient CompletionStage<BsonDocument> reply;

  Later(final CompletionStage<BsonDocument> reply) {
    super("the reply comes later", null, false, false);
    this.reply = reply;
  }

  CompletionStage<BsonDocument> reply() {
    return reply;
  }
}
