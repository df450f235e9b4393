package dev.quell.command.listing;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;

/** Names, at the end of a listing, the members whose part is missing. */
final class Unanswered {
  private static final String MEMBER = "member";
  private static final String UNANSWERED = "unanswered";

  private Unanswered() {}

  static Stream<BsonDocument> documents(final List<String> members) {
    return members.stream()
        .map(
            member -> new BsonDocument(MEMBER, new BsonString(member))
                .append(UNANSWERED, BsonBoolean.TRUE));
  }

  /** The member that a document names; empty if it is a document of another kind. */
  static Optional<String> memberIn(final BsonDocument document) {
    return document.size() == 2 && document.get(UNANSWERED) == BsonBoolean.TRUE
        ? Optional.of(document.getString(MEMBER).getValue()) : Optional.empty();
  }
}
