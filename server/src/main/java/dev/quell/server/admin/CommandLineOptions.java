package dev.quell.server.admin;

import dev.quell.server.ServerOptions;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;

/** The reply to {@code getCmdLineOpts}: what the server was told, without its secrets. */
final class CommandLineOptions {
  private CommandLineOptions() {}

  static BsonDocument reply(final ServerView server) {
    final ServerOptions options = server.options();
    final BsonDocument net = new BsonDocument("bindIp", new BsonString(options.host()))
        .append("port", new BsonInt32(server.port()))
        .append("maxIncomingConnections", new BsonInt32(options.maxConnections()))
        .append("tls", new BsonDocument("mode", new BsonString(options.tls().isPresent() ? "requireTLS" : "disabled")));
    final BsonDocument parsed = new BsonDocument("net", net)
        .append("security",
            new BsonDocument("authorization", new BsonString(options.auth() ? "enabled" : "disabled")))
        .append("setParameter",
            new BsonDocument("enableTestCommands", BsonBoolean.valueOf(options.testCommands())));
    options.data()
        .ifPresent(dir -> parsed.append("storage", new BsonDocument("dbPath", new BsonString(dir.toString()))));
    return new BsonDocument("argv", new BsonArray(List.of(new BsonString("quell-server")))).append("parsed", parsed);
  }
}
