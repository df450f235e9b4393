package dev.quell.command.listing;

import dev.quell.access.Action;
import dev.quell.command.Caller;
import dev.quell.command.CommandException;
import dev.quell.command.Listing;
import dev.quell.command.QueryLanguage;
import dev.quell.command.common.Authority;
import dev.quell.command.common.BsonCommand;
import dev.quell.command.read.Errors;
import dev.quell.command.read.GenericArguments;
import dev.quell.command.read.Readers;
import dev.quell.command.read.Skip;
import dev.quell.command.read.Values;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Predicate;
import org.bson.BsonDocument;
import org.bson.BsonReader;
import org.bson.BsonType;
import org.bson.BsonValue;

/**
 * {@code {currentOp: 1, $ownOps?, $all?, <filter>...}}: the running operations in one reply. As many as fit; if there
 * are more the reply says so, and {@code $currentOp} has them all. Members that did not answer are named in {@code
 * warnings}, whatever the filter.
 */
public final class CurrentOpCommand implements BsonCommand {
  /** What a reply may hold beside its own few fields. */
  private static final int MAX_BYTES = 15 * 1024 * 1024;
  private static final String NAME = "currentOp";
  private static final String OWN = "$ownOps";

  private final CurrentOpStage stage;
  private final int maxBytes;

  /** One that lists what the stage lists. */
  public CurrentOpCommand(final CurrentOpStage stage) {
    this(stage, MAX_BYTES);
  }

  CurrentOpCommand(final CurrentOpStage stage, final int maxBytes) {
    this.stage = stage;
    this.maxBytes = maxBytes;
  }

  @Override
  public Set<String> names() {
    return Set.of(NAME);
  }

  @Override
  public BsonDocument run(final Caller caller, final String db, final BsonDocument command) {
    return run(caller, db, command, SimpleQueries.LANGUAGE);
  }

  @Override
  public BsonDocument run(
      final Caller caller, final String db, final BsonDocument command, final QueryLanguage language) {
    AdminOnly.require(db, NAME);
    if (!Authority.on(caller, Action.IN_PROGRESS) && !asksForOwn(command)) {
      throw Authority.refusal(db, NAME);
    }
    final Request request = parse(command);
    final Predicate<BsonDocument> filter = language.understand(request.filter);
    final CurrentOpOptions options = new CurrentOpOptions(!request.own, false, request.truncate, request.all, false);
    final Page page = new Page(maxBytes);
    final Listing listing = stage.list(caller, options);
    final Iterator<BsonDocument> operations = listing.documents().iterator();
    while (operations.hasNext() && page.hasRoom()) {
      final BsonDocument operation = operations.next();
      if (filter.test(operation)) {
        page.add(operation);
      }
    }
    final BsonDocument reply = page.reply();
    listing.warn(reply);
    return reply;
  }

  /** Whether the caller asks for no more than anybody may see: the one thing that is read before that is known. */
  private static boolean asksForOwn(final BsonDocument command) {
    try (BsonReader reader = Readers.of(command)) {
      reader.readStartDocument();
      while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
        if (reader.readName().equals(OWN)) {
          return isTrue(reader);
        }
        Skip.value(reader);
      }
    }
    return false;
  }

  private static boolean isTrue(final BsonReader reader) {
    try {
      return Values.truth(reader, OWN);
    } catch (final CommandException e) { // of no type that is true
      return false;
    }
  }

  private static Request parse(final BsonDocument command) {
    final Request request = new Request();
    int seen = 0;
    try (BsonReader reader = Readers.of(command)) {
      reader.readStartDocument();
      while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
        final String name = reader.readName();
        final String path = NAME + '.' + Errors.echo(name);
        switch (name) {
          case OWN -> {
            seen = requireFirst(seen, 1, name);
            request.own = Values.truth(reader, path);
          }
          case "$all" -> {
            seen = requireFirst(seen, 2, name);
            request.all = Values.truth(reader, path);
          }
          case "$truncateOps" -> {
            seen = requireFirst(seen, 4, name);
            request.truncate = Values.truth(reader, path);
          }
          default -> {
            if (name.equals(NAME) || GenericArguments.has(name)) {
              Skip.value(reader);
            } else {
              request.add(name, Bounded.read(reader, path));
            }
          }
        }
      }
    }
    return request;
  }

  private static int requireFirst(final int seen, final int bit, final String name) {
    if ((seen & bit) != 0) {
      throw Errors.duplicate(NAME, name);
    }
    return seen | bit;
  }

  private static final class Request {
    private final BsonDocument filter = new BsonDocument();
    private boolean own;
    private boolean all;
    private boolean truncate;

    void add(final String field, final BsonValue expected) {
      if (filter.put(field, expected) != null) {
        throw Errors.duplicate(NAME, field);
      }
    }
  }
}
