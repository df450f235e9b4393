package dev.quell.command.session;

import dev.quell.command.Caller;
import dev.quell.command.common.BsonCommand;
import java.util.Set;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonInt32;

/** {@code startSession}: a session with a UUID of the server's making. Its argument may be anything. */
public final class StartSession implements BsonCommand {
  private final SessionOpener opener;
  private final int timeoutMinutes;

  /**
   * @param timeoutMinutes what clients are told about the life of an idle session
   */
  public StartSession(final SessionOpener opener, final int timeoutMinutes) {
    this.opener = opener;
    this.timeoutMinutes = timeoutMinutes;
  }

  @Override
  public Set<String> names() {
    return Set.of("startSession");
  }

  @Override
  public BsonDocument run(final Caller caller, final String db, final BsonDocument command) {
    final BsonBinary id = new BsonBinary(opener.start(caller).id());
    return new BsonDocument("id", new BsonDocument("id", id)).append("timeoutMinutes", new BsonInt32(timeoutMinutes));
  }
}
