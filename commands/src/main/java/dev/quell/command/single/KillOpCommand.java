package dev.quell.command.single;

import dev.quell.KillCode;
import dev.quell.KillRequest;
import dev.quell.access.Action;
import dev.quell.command.Caller;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.command.KillAudit;
import dev.quell.command.Members;
import dev.quell.command.common.Authority;
import dev.quell.command.common.BsonCommand;
import dev.quell.command.common.CommandContext;
import dev.quell.command.listing.AdminOnly;
import dev.quell.command.listing.Bounded;
import dev.quell.command.listing.HostView;
import dev.quell.command.read.CommentText;
import dev.quell.command.read.Errors;
import dev.quell.command.read.Readers;
import dev.quell.command.read.Skip;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonReader;
import org.bson.BsonString;
import org.bson.BsonType;
import org.jspecify.annotations.Nullable;

/**
 * {@code {killOp: 1, op: <number>}}: kills one operation, in a session or not. Whoever may not kill any may kill their
 * own, and is not told whether the number is somebody else's or nobody's.
 */
public final class KillOpCommand implements BsonCommand {
  private static final String NAME = "killOp";

  private final CommandContext context;

  public KillOpCommand(final CommandContext context) {
    this.context = context;
  }

  @Override
  public Set<String> names() {
    return Set.of(NAME);
  }

  @Override
  public boolean auditsRefusals() {
    return true;
  }

  @Override
  public BsonDocument run(final Caller caller, final String db, final BsonDocument command) {
    AdminOnly.require(db, NAME);
    final Request request = authorized(caller, db, command);
    final String by = Bounded.cut(caller.name(), KillRequest.MAX_TEXT_LENGTH);
    final long start = System.nanoTime();
    final boolean won = kill(request, by);
    context.audit().record(
        new KillAudit.Entry(
            caller, NAME, "{op: " + request.shown() + "}", request.comment, 0, 0, won ? 1 : 0, 0,
            Duration.ofNanos(System.nanoTime() - start)));
    return new BsonDocument("info", new BsonString("attempting to kill op"));
  }

  private boolean kill(final Request request, final String by) {
    final Members members = context.members();
    if (request.member == null || members == null) {
      return context.core().killOperation(request.op, KillCode.INTERRUPTED, request.comment, by);
    }
    return members.killOperation(request.member, request.op, KillCode.INTERRUPTED, request.comment, by);
  }

  /** What is asked, by somebody who may; one who may not kill any operation learns nothing but that. */
  private Request authorized(final Caller caller, final String db, final BsonDocument command) {
    if (Authority.on(caller, Action.KILL_OP)) {
      return parse(command, context.members() != null);
    }
    try {
      final Request request = parse(command, context.members() != null);
      final Members members = context.members();
      final boolean here = request.member == null || members != null && members.name().equals(request.member);
      if (here
          && context.core().findOperation(request.op).filter(info -> HostView.isOf(info, caller.uid())).isPresent()) {
        return request;
      }
    } catch (final CommandException e) {
      // what names no operation names none of the caller's own
    }
    throw Authority.refusal(db, NAME);
  }

  private static Request parse(final BsonDocument command, final boolean members) {
    String member = null;
    Integer op = null;
    String comment = null;
    try (BsonReader reader = Readers.of(command)) {
      reader.readStartDocument();
      while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
        final String name = reader.readName();
        if (name.equals("op")) {
          requireFirst(op, name);
          if (members && reader.getCurrentBsonType() == BsonType.STRING) {
            final String text = reader.readString();
            final int colon = text.lastIndexOf(':');
            member = text.substring(0, Math.max(0, colon));
            op = idOf(text.substring(colon + 1));
            if (op == null || member.isEmpty()) {
              throw Errors.badValue("killOp.op", "must be a number, or a string such as 'node-2:123'");
            }
          } else {
            op = number(reader);
          }
        } else if (name.equals("comment")) {
          requireFirst(comment, name);
          Skip.shallow(reader, "killOp.comment");
          comment = CommentText.of(Objects.requireNonNull(command.get(name)));
        } else {
          Skip.value(reader);
        }
      }
    }
    if (op == null) {
      throw Errors.missing(NAME, "op");
    }
    return new Request(member, op, comment == null ? "" : comment);
  }

  /** The id of an operation behind the name of its member; null if it is none. */
  private static @Nullable Integer idOf(final String text) {
    try {
      return Integer.valueOf(text);
    } catch (final NumberFormatException e) {
      return null;
    }
  }

  private static void requireFirst(final @Nullable Object earlier, final String name) {
    if (earlier != null) {
      throw Errors.duplicate(NAME, name);
    }
  }

  /** The number at which the reader stands; whole, whatever its type. */
  private static int number(final BsonReader reader) {
    final BsonType type = reader.getCurrentBsonType();
    if (type == BsonType.INT32) {
      return reader.readInt32();
    }
    if (type == BsonType.INT64) {
      final long value = reader.readInt64();
      if (value != (int) value) {
        throw outOfRange(Long.toString(value));
      }
      return (int) value;
    }
    if (type == BsonType.DOUBLE) {
      return number(reader.readDouble());
    }
    throw Errors.noneOfTheTypes("killOp.op", type, "long, int, double");
  }

  private static int number(final double value) {
    if (value != Math.rint(value)) { // NaN is not equal to itself
      throw Errors.badValue("killOp.op", "must be a whole number");
    }
    if (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE) {
      throw outOfRange(Double.toString(value));
    }
    return (int) value;
  }

  private static CommandException outOfRange(final String value) {
    return new CommandException(ErrorCode.OPERATION_ID_OUT_OF_RANGE, "invalid op : " + value);
  }

  /**
   * What is asked.
   *
   * @param member where the operation runs; null for here
   */
  private record Request(@Nullable String member, int op, String comment) {
    String shown() {
      return member == null ? Integer.toString(op) : "'" + member + ":" + op + "'";
    }
  }
}
