package dev.quell.server.dispatch;

import dev.quell.Uid;
import dev.quell.UserName;
import dev.quell.command.ConnectionDetails;
import java.util.List;
import java.util.Optional;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;

/** Connections as {@code currentOp} shows them, with an operation or without. */
public final class Connections {
  private Connections() {}

  /** A connection for the listing of those on which nothing runs. */
  public static ConnectionDetails details(final Client client, final Identities identities) {
    return new ConnectionDetails() {
      @Override
      public long id() {
        return client.id();
      }

      @Override
      public Uid uid() {
        return identities.callerOf(client).uid();
      }

      @Override
      public BsonDocument describe() {
        return Connections.describe(client, client.user());
      }
    };
  }

  /** What is known of a connection, and of who has logged in on it. */
  static BsonDocument describe(final Client client, final Optional<UserName> user) {
    final BsonDocument metadata = client.metadata();
    final BsonDocument described = new BsonDocument("desc", new BsonString("conn" + client.id()))
        .append("connectionId", new BsonInt64(client.id()))
        .append("client", new BsonString(client.remote()));
    final String appName = Metadata.appName(metadata);
    if (!appName.isEmpty()) {
      described.append("appName", new BsonString(appName));
    }
    if (!metadata.isEmpty()) {
      described.append("clientMetadata", metadata);
    }
    described.append("isFromUserConnection", BsonBoolean.TRUE);
    user.ifPresent(name -> described.append("effectiveUsers", new BsonArray(List.of(
        new BsonDocument("user", new BsonString(name.user())).append("db", new BsonString(name.db()))))));
    return described;
  }
}
