package dev.quell.command.kill;

import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.command.Caller;
import dev.quell.command.read.CommentText;
import dev.quell.command.read.Errors;
import dev.quell.command.read.Readers;
import dev.quell.command.read.Skip;
import dev.quell.command.read.Values;
import dev.quell.command.session.SessionArgument;
import java.util.List;
import java.util.Objects;
import org.bson.BsonDocument;
import org.bson.BsonReader;
import org.bson.BsonType;

/**
 * One kill command as it was understood, all of it allowed and well-formed.
 *
 * @param request which sessions to kill, and what in them; neither a reason nor a killer yet
 * @param comment why; empty without one
 * @param report whether the reply is to have the counts
 * @param requireAll whether it is an error if a member does not answer
 */
record KillOrder(KillRequest request, String comment, boolean report, boolean requireAll) {
  private static final String COMMENT = "comment";
  private static final String REPORT = "report";
  private static final String REQUIRE_ALL = "requireAll";

  /**
   * Reads a command in the order of its fields, of which the first is authorised before anything else is looked at.
   * Checks its own session, and otherwise leaves that alone: a kill that ran in its session would kill itself. Fields
   * that mean nothing here are passed over, as MongoDB does.
   */
  static KillOrder read(final KillTarget target, final Caller caller, final String db, final BsonDocument command) {
    List<KillPattern> patterns = null;
    boolean hasComment = false;
    boolean hasReport = false;
    boolean report = false;
    boolean hasRequireAll = false;
    boolean requireAll = false;
    final Narrowing narrowing = new Narrowing(target);
    final SessionArgument session = new SessionArgument();
    try (BsonReader reader = Readers.of(command)) {
      reader.readStartDocument();
      while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
        final String field = reader.readName();
        if (field.equals(target.name())) {
          refuseSecond(patterns != null, target, field);
          patterns = target.read(caller, db, reader);
        } else if (field.equals(REPORT)) {
          refuseSecond(hasReport, target, field);
          hasReport = true;
          report = Values.truth(reader, target.struct() + '.' + REPORT);
        } else if (field.equals(REQUIRE_ALL)) {
          refuseSecond(hasRequireAll, target, field);
          hasRequireAll = true;
          requireAll = Values.truth(reader, target.struct() + '.' + REQUIRE_ALL);
        } else if (field.equals(COMMENT)) {
          refuseSecond(hasComment, target, field);
          hasComment = true;
          Skip.shallow(reader, target.struct() + '.' + COMMENT);
        } else if (!narrowing.take(field, reader) && !session.take(field, reader)) {
          Skip.value(reader);
        }
      }
    }
    session.check(caller);
    if (patterns == null) {
      throw Errors.missing(target.struct(), target.name());
    }
    final String comment = hasComment ? CommentText.of(Objects.requireNonNull(command.get(COMMENT))) : "";
    return new KillOrder(narrowing.narrow(KillRequest.of(patterns)), comment, report, requireAll);
  }

  private static void refuseSecond(final boolean seen, final KillTarget target, final String field) {
    if (seen) {
      throw Errors.duplicate(target.struct(), field);
    }
  }
}
