package dev.quell.server.data.cursor;

import dev.quell.Uid;
import dev.quell.command.Caller;
import dev.quell.server.dispatch.CommandCall;
import java.util.Optional;
import java.util.UUID;
import org.bson.BsonBinary;
import org.bson.BsonDocument;

/**
 * Which session, also after it has ended.
 *
 * @param id the client's UUID
 * @param uid whose it is
 */
record Lsid(UUID id, Uid uid) {
  /** The session of a command: the one that it runs in, or if there was no room for that, the one that it names. */
  static Optional<Lsid> of(final CommandCall call) {
    if (call.session().isPresent()) {
      return call.session().map(session -> new Lsid(session.id(), session.owner().uid()));
    }
    return call.caller().access() != Caller.Access.ANONYMOUS && call.body().get("lsid") instanceof BsonDocument named
        && named.get("id") instanceof BsonBinary id
            ? Optional.of(new Lsid(id.asUuid(), uid(named, call.caller())))
            : Optional.empty();
  }

  private static Uid uid(final BsonDocument named, final Caller caller) {
    return named.get("uid") instanceof BsonBinary uid ? Uid.of(uid.getData()) : caller.uid();
  }

  /** Returns it as MongoDB writes it: the two parts of an internal session are always empty. */
  @Override
  public String toString() {
    return id + " - " + uid + " -  - ";
  }
}
