package dev.quell.server.data.command;

import dev.quell.command.Caller;
import dev.quell.command.SessionCommands;
import java.util.Set;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** Stages at the front of a pipeline whose documents come from somewhere else than a collection. */
public interface FirstStages {
  /** Their names, with the dollar. */
  Set<String> names();

  /** The documents of one of them, lazily; refused with a {@link dev.quell.command.CommandException}. */
  Stream<BsonDocument> documents(Caller caller, String db, BsonValue target, String name, BsonValue options);

  /** Those that list sessions, operations and cursors. */
  static FirstStages of(final SessionCommands sessions) {
    return new FirstStages() {
      @Override
      public Set<String> names() {
        return sessions.stageNames();
      }

      @Override
      public Stream<BsonDocument> documents(
          final Caller caller, final String db, final BsonValue target, final String name, final BsonValue options) {
        return sessions.stage(caller, db, target, name, options);
      }
    };
  }
}
