package dev.quell.command.listing;

import dev.quell.KillPattern;
import dev.quell.Uid;
import dev.quell.command.Caller;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.command.read.DocumentArray;
import dev.quell.command.read.Errors;
import dev.quell.command.read.NameParser;
import dev.quell.command.read.Readers;
import dev.quell.command.read.Values;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** Whose sessions to list. */
record SessionListOptions(boolean allUsers, List<Uid> users) {
  private static final String ALL_USERS = "allUsers";
  private static final String USERS = "users";

  static SessionListOptions parse(final BsonValue options, final String stage, final int mostUsers) {
    final BsonDocument document = StageOptions.require(options, stage);
    final String usersPath = stage + '.' + USERS;
    final NameParser names = NameParser.users(usersPath);
    Boolean allUsers = null;
    List<Uid> users = null;
    try (BsonReader reader = Readers.of(document)) {
      reader.readStartDocument();
      while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
        final String name = reader.readName();
        if (name.equals(ALL_USERS)) {
          requireFirst(allUsers, stage, name);
          Values.require(reader, BsonType.BOOLEAN, stage + '.' + ALL_USERS);
          allUsers = reader.readBoolean();
        } else if (name.equals(USERS)) {
          requireFirst(users, stage, name);
          final List<Uid> uids = new ArrayList<>();
          DocumentArray.read(
              reader, usersPath, usersPath, mostUsers,
              user -> uids.add(names.user(user).map(Uid::ofUser).orElse(Uid.UNAUTHENTICATED)));
          users = uids;
        } else {
          throw Errors.unknown(stage, name);
        }
      }
    }
    final boolean all = allUsers != null && allUsers;
    final List<Uid> named = users == null ? List.of() : users;
    if (all && !named.isEmpty()) {
      throw new CommandException(
          ErrorCode.UNSUPPORTED_FORMAT,
          stage + " may not specify {allUsers:true} and {users:[...]} at the same time");
    }
    return new SessionListOptions(all, named);
  }

  private static void requireFirst(final @Nullable Object earlier, final String stage, final String name) {
    if (earlier != null) {
      throw Errors.duplicate(stage, name);
    }
  }

  /** Whether the caller asks for no more than what is the caller's own. */
  boolean isOwn(final Caller caller) {
    return !allUsers && users.stream().allMatch(caller.uid()::equals);
  }

  /** Patterns that match these sessions, so that they are found by index; without a user, the caller's own. */
  KillPattern[] patterns(final Caller caller) {
    final List<Uid> owners = users.isEmpty() ? List.of(caller.uid()) : users;
    return owners.stream().map(KillPattern::owner).toArray(KillPattern[]::new);
  }
}
