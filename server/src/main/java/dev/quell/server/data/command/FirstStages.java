package dev.quell.server.data.command;

import dev.quell.command.Caller;
import dev.quell.command.Listing;
import dev.quell.command.SessionCommands;
import java.util.Set;
import org.bson.BsonValue;

/** Stages at the front of a pipeline whose documents come from somewhere else than a collection. */
public interface FirstStages {
  /** Their names, with the dollar. */
  Set<String> names();

  /** What one of them lists, lazily; refused with a {@link dev.quell.command.CommandException}. */
  Listing listing(Caller caller, String db, BsonValue target, String name, BsonValue options);

  /** Those that list sessions, operations and cursors. */
  static FirstStages of(final SessionCommands sessions) {
    return new FirstStages() {
      @Override
      public Set<String> names() {
        return sessions.stageNames();
      }

      @Override
      public Listing listing(
          final Caller caller, final String db, final BsonValue target, final String name, final BsonValue options) {
        return sessions.listing(caller, db, target, name, options);
      }
    };
  }
}
