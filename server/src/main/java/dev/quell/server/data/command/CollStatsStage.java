package dev.quell.server.data.command;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.data.store.Namespace;
import dev.quell.server.data.store.Records;
import dev.quell.server.data.store.Store;
import java.util.stream.Stream;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;

/** The first stage {@code $collStats}: what {@code db.collection.stats()} of a shell asks for. */
final class CollStatsStage {
  static final String NAME = "$collStats";

  private static final Shape OPTIONS =
      Shape.of(NAME).optional(Kind.OBJECT, "storageStats", "count", "latencyStats", "queryExecStats");
  private static final Shape STORAGE = Shape.of(NAME + ".storageStats").optional(Kind.NUMBER, "scale");

  private CollStatsStage() {}

  /**
   * The one document of the stage.
   *
   * @throws CommandException if the options are wrong, or there is no such collection
   */
  static Stream<BsonDocument> documents(final Store store, final Namespace namespace, final BsonValue options) {
    if (!options.isDocument()) {
      throw new CommandException(
          ErrorCode.TYPE_MISMATCH, NAME + " must take a nested object but found: " + options.getBsonType());
    }
    final Fields fields = OPTIONS.element(options.asDocument());
    if (fields.has("latencyStats") || fields.has("queryExecStats")) {
      throw new CommandException(
          ErrorCode.COMMAND_NOT_SUPPORTED, NAME + " has storageStats and count here, and no other statistics");
    }
    final Records records = store.find(namespace).orElseThrow(() -> new CommandException(
        ErrorCode.NAMESPACE_NOT_FOUND,
        "unable to retrieve storageStats in " + NAME + " stage :: caused by :: Collection [" + namespace
            + "] not found."));
    final BsonDocument document = new BsonDocument("ns", new BsonString(namespace.toString()))
        .append("localTime", new BsonDateTime(System.currentTimeMillis()));
    if (fields.has("storageStats")) {
      final long scale = STORAGE.element(fields.object("storageStats")).positive("scale", 1);
      document.append("storageStats", CollStatsCommand.storage(store, namespace, scale));
    }
    if (fields.has("count")) {
      document.append("count", CountCommand.number(records.count()));
    }
    return Stream.of(document);
  }
}
