package dev.quell.command.kill;

import dev.quell.command.Members.Killed;
import dev.quell.command.Members.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;

/** What a kill did on all members; the sums are those of all that have answered. */
record MembersReport(List<Killed> members, long nanos) {

  long sessions() {
    return sum(Killed::sessions);
  }

  long operations() {
    return sum(Killed::operations);
  }

  long cursors() {
    return sum(Killed::cursors);
  }

  private long sum(final ToLongFunction<Killed> count) {
    return members.stream().mapToLong(count).sum();
  }

  /** Whether all that had begun when it was called is killed, wherever it ran. */
  boolean isComplete() {
    return in(State.UNANSWERED).isEmpty() && in(State.LATE).isEmpty();
  }

  /** What is missing where, if it is not complete. */
  String missing() {
    final List<String> parts = new ArrayList<>();
    if (!in(State.UNANSWERED).isEmpty()) {
      parts.add(
          "no answer in time from " + String.join(", ", in(State.UNANSWERED)) + ", which will kill on hearing of it");
    }
    if (!in(State.LATE).isEmpty()) {
      parts.add(
          String.join(", ", in(State.LATE)) + " heard of it late, and spared what began shortly before the call");
    }
    return String.join("; ", parts);
  }

  private List<String> in(final State state) {
    return members.stream().filter(member -> member.state() == state).map(Killed::member).toList();
  }

  BsonDocument toBson() {
    final BsonArray each = new BsonArray();
    for (final Killed member : members) {
      each.add(
          new BsonDocument("name", new BsonString(member.member()))
              .append("state", new BsonString(member.state().text()))
              .append("sessionsMatched", new BsonInt64(member.sessions()))
              .append("operationsKilled", new BsonInt64(member.operations()))
              .append("cursorsKilled", new BsonInt64(member.cursors()))
              .append("micros", new BsonInt64(member.micros())));
    }
    return new BsonDocument("sessionsMatched", new BsonInt64(sessions()))
        .append("operationsKilled", new BsonInt64(operations()))
        .append("cursorsKilled", new BsonInt64(cursors()))
        .append("micros", new BsonInt64(TimeUnit.NANOSECONDS.toMicros(nanos)))
        .append("members", each);
  }
}
