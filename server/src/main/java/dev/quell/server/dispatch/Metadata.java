package dev.quell.server.dispatch;

import org.bson.BsonDocument;
import org.bson.BsonString;

/** What is in the document by which a client says what it is. */
public final class Metadata {
  private Metadata() {}

  /** The name of the application; empty if the client tells none. */
  public static String appName(final BsonDocument metadata) {
    return metadata.get("application") instanceof BsonDocument application
        && application.get("name") instanceof BsonString name
            ? name.getValue()
            : "";
  }
}
