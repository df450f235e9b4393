package dev.quell.command;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;

/**
 * The documents of a first stage of a pipeline, and what they lack; see {@link SessionCommands#listing}.
 *
 * @param documents lazily; to be used once
 * @param unanswered the members whose part is missing
 * @param more whether a member has more than it was asked for
 */
public record Listing(Stream<BsonDocument> documents, List<String> unanswered, boolean more) {
  private static final String UNANSWERED = "unanswered";

  /**
   * Makes the listing.
   *
   * @param documents lazily; to be used once
   * @param unanswered the members whose part is missing
   * @param more whether a member has more than it was asked for
   */
  public Listing {
    Objects.requireNonNull(documents, "documents");
    unanswered = List.copyOf(unanswered);
  }

  /**
   * A listing that lacks nothing.
   *
   * @param documents lazily; to be used once
   * @return the listing
   */
  public static Listing whole(final Stream<BsonDocument> documents) {
    return new Listing(documents, List.of(), false);
  }

  /**
   * Whether nothing is missing.
   *
   * @return whether {@link #warn} adds nothing
   */
  public boolean isWhole() {
    return unanswered.isEmpty() && !more;
  }

  /**
   * Says in a reply what the listing lacks: {@code warnings} has a sentence for each fault, as that of mongod's {@code
   * validate}, and {@code quell.unanswered} the names. A {@code cursor} has {@code partialResultsReturned: true}, as
   * that of mongos has when a shard could not be reached.
   *
   * @param reply to which it is added, unless nothing is missing
   */
  public void warn(final BsonDocument reply) {
    if (isWhole()) {
      return;
    }
    final BsonArray warnings = new BsonArray();
    unanswered.forEach(
        member -> warnings.add(new BsonString(member + " did not answer in time: what it has is not listed")));
    if (more) {
      warnings.add(new BsonString("a member has more than is listed of it"));
    }
    reply.append("warnings", warnings);
    if (!unanswered.isEmpty()) {
      final BsonDocument quell = reply.getDocument("quell", new BsonDocument());
      reply.append("quell", quell.append(UNANSWERED, new BsonArray(unanswered.stream().map(BsonString::new).toList())));
    }
    if (reply.get("cursor") instanceof BsonDocument cursor) {
      cursor.append("partialResultsReturned", BsonBoolean.TRUE);
    }
  }

  /**
   * The documents, and behind them one for each member whose part is missing: {@code {member: 'node-3', unanswered:
   * true}}. The cursors of most drivers show nothing of a reply but its documents.
   *
   * @return lazily; to be used once, and not along with {@link #documents}
   */
  public Stream<BsonDocument> documentsAndUnanswered() {
    return Stream.concat(
        documents,
        unanswered.stream()
            .map(member -> new BsonDocument("member", new BsonString(member)).append(UNANSWERED, BsonBoolean.TRUE)));
  }
}
