package dev.quell.cluster.wire;

import dev.quell.KillCause;
import dev.quell.OperationInfo;
import dev.quell.Owner;
import dev.quell.SessionInfo;
import dev.quell.Uid;
import dev.quell.cluster.protocol.Question;
import dev.quell.cluster.protocol.Row;
import java.util.Optional;
import java.util.OptionalInt;

/** Questions and the rows of their answers. */
final class Rows {
  /** What a listing from afar shows of a description, in characters, and of an owner's roles. */
  private static final int MOST_TEXT = 1_000;
  private static final int MOST_ROLES = 64;

  private Rows() {}

  static void write(final Out out, final Question question) {
    if (question instanceof Question.Sessions sessions) {
      out.text("ask", "sessions");
      Requests.writePatterns(out, sessions.patterns());
    } else if (question instanceof Question.Operations operations) {
      out.text("ask", "operations");
      Requests.writePatterns(out, operations.patterns());
    } else if (question instanceof Question.Explain explain) {
      out.text("ask", "explain");
      Requests.write(out, explain.request());
    } else if (question instanceof Question.KillOperation kill) {
      out.text("ask", "killOp");
      out.number("op", kill.id());
      out.number("code", kill.code());
      out.text("reason", kill.reason());
      out.text("by", kill.by());
    }
  }

  static Question readQuestion(final In in) {
    final String kind = in.text("ask");
    return switch (kind) {
      case "sessions" -> new Question.Sessions(Requests.readPatterns(in));
      case "operations" -> new Question.Operations(Requests.readPatterns(in));
      case "explain" -> new Question.Explain(Requests.read(in));
      case "killOp" -> new Question.KillOperation(
          (int) in.number("op", Integer.MIN_VALUE, Integer.MAX_VALUE), (int) in.number("code", 1, Integer.MAX_VALUE),
          in.text("reason"), in.text("by"));
      default -> throw new IllegalArgumentException("an unknown question: " + kind);
    };
  }

  static void write(final Out out, final Row row) {
    if (row instanceof Row.OfSession of) {
      out.text("row", "session");
      writeSession(out, of.session());
    } else if (row instanceof Row.OfOperation of) {
      out.text("row", "operation");
      writeOperation(out, of.operation());
    } else if (row instanceof Row.OfHits hits) {
      out.text("row", "hits");
      out.number("sessions", hits.sessions());
      out.number("operations", hits.operations());
      out.number("cursors", hits.cursors());
    }
  }

  static Row read(final In in) {
    final String kind = in.text("row");
    return switch (kind) {
      case "session" -> new Row.OfSession(readSession(in));
      case "operation" -> new Row.OfOperation(readOperation(in));
      case "hits" -> new Row.OfHits(in.number("sessions"), in.number("operations"), in.number("cursors"));
      default -> throw new IllegalArgumentException("an unknown row: " + kind);
    };
  }

  private static void writeSession(final Out out, final SessionInfo session) {
    out.uuid("id", session.id());
    final Owner owner = session.owner();
    out.document("owner", () -> Requests.writeOwner(
        out, owner.roles().size() <= MOST_ROLES
            ? owner
            : owner.withRoles(owner.roles().stream().limit(MOST_ROLES).toList())));
    out.instant("opened", session.openedAt());
    out.instant("used", session.lastUse());
    out.number("operations", session.operations());
    out.number("cursors", session.cursors());
    Requests.writeLabels(out, session.labels());
  }

  private static SessionInfo readSession(final In in) {
    return new SessionInfo(
        in.uuid("id"), in.document("owner", () -> Requests.readOwner(in)), in.instant("opened"), in.instant("used"),
        (int) in.number("operations", 0, Integer.MAX_VALUE), (int) in.number("cursors", 0, Integer.MAX_VALUE),
        Requests.readLabels(in));
  }

  private static void writeOperation(final Out out, final OperationInfo operation) {
    out.number("op", operation.id());
    operation.parentId().ifPresent(parent -> out.number("parent", parent));
    operation.sessionId().ifPresent(session -> out.uuid("session", session));
    operation.uid().ifPresent(uid -> out.bytes("uid", uid.toBytes()));
    final String description = operation.description();
    out.text(
        "description", description.length() <= MOST_TEXT ? description : description.substring(0, MOST_TEXT));
    out.instant("started", operation.startedAt());
    out.duration("running", operation.running());
    operation.killed().ifPresent(cause -> out.document("killed", () -> {
      out.number("code", cause.code());
      out.text("reason", cause.reason());
      out.text("by", cause.by());
      out.number("kill", cause.killId());
    }));
    out.truth("exempt", operation.exempt());
    operation.timeLeft().ifPresent(left -> out.duration("left", left));
    Requests.writeLabels(out, operation.labels());
  }

  private static OperationInfo readOperation(final In in) {
    return new OperationInfo(
        (int) in.number("op", Integer.MIN_VALUE, Integer.MAX_VALUE),
        in.has("parent")
            ? OptionalInt.of((int) in.number("parent", Integer.MIN_VALUE, Integer.MAX_VALUE))
            : OptionalInt.empty(),
        in.has("session") ? Optional.of(in.uuid("session")) : Optional.empty(),
        in.has("uid") ? Optional.of(Uid.of(in.bytes("uid"))) : Optional.empty(), in.text("description"),
        Optional.empty(), in.instant("started"), in.duration("running"),
        in.has("killed") ? Optional.of(in.document("killed", () -> readCause(in))) : Optional.empty(),
        in.truth("exempt"), in.has("left") ? Optional.of(in.duration("left")) : Optional.empty(),
        Requests.readLabels(in));
  }

  private static KillCause readCause(final In in) {
    return new KillCause(
        (int) in.number("code", 1, Integer.MAX_VALUE), in.text("reason"), in.text("by"), in.number("kill"));
  }
}
