package dev.quell.command.kill;

import dev.quell.KillPattern;
import dev.quell.access.Action;
import dev.quell.command.Caller;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.command.common.Authority;
import dev.quell.command.read.Limits;
import dev.quell.command.read.PatternParser;
import dev.quell.command.read.Skip;
import java.util.List;
import org.bson.BsonReader;
import org.bson.BsonReaderMark;
import org.bson.BsonType;

/** {@code killAllSessionsByPattern}: what meets any of the patterns; all of everybody without one. */
final class KillByPattern implements KillTarget {
  private static final String NAME = "killAllSessionsByPattern";

  private final Limits limits;
  private final PatternParser parser;

  KillByPattern(final Limits limits) {
    this.limits = limits;
    this.parser = new PatternParser(limits);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String struct() {
    return "KillAllSessionsByPatternCmd";
  }

  @Override
  public List<KillPattern> read(final Caller caller, final String db, final BsonReader argument) {
    if (!Authority.on(caller, Action.KILL_ANY_SESSION)) {
      return new OwnSessionRule(caller, limits).read(argument).orElseThrow(() -> Authority.refusal(db, NAME));
    }
    if (!Authority.on(caller, Action.IMPERSONATE) && namesOthers(argument)) {
      throw new CommandException(
          ErrorCode.UNAUTHORIZED, "Not authorized to impersonate in killAllSessionsByPattern");
    }
    return parser.read(argument);
  }

  /** Whether any pattern has {@code users} or {@code roles}, even malformed ones. The reader stays where it is. */
  private static boolean namesOthers(final BsonReader argument) {
    final BsonReaderMark start = argument.getMark();
    final boolean found = argument.getCurrentBsonType() == BsonType.ARRAY && anyNamesOthers(argument);
    start.reset();
    return found;
  }

  private static boolean anyNamesOthers(final BsonReader reader) {
    reader.readStartArray();
    for (BsonType type = reader.readBsonType(); type != BsonType.END_OF_DOCUMENT; type = reader.readBsonType()) {
      if (type != BsonType.DOCUMENT) {
        Skip.value(reader);
      } else if (namesOthersInOne(reader)) {
        return true;
      }
    }
    reader.readEndArray();
    return false;
  }

  private static boolean namesOthersInOne(final BsonReader reader) {
    reader.readStartDocument();
    while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
      final String field = reader.readName();
      if (field.equals("users") || field.equals("roles")) {
        return true;
      }
      Skip.value(reader);
    }
    reader.readEndDocument();
    return false;
  }
}
