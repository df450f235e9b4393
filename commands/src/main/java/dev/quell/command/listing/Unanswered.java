package dev.quell.command.listing;

import java.util.List;
import java.util.stream.Stream;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;

/** Names, at the end of a listing, the members whose part is missing. */
final class Unanswered {
  private Unanswered() {}

  static Stream<BsonDocument> documents(final List<String> members) {
    return members.stream()
        .map(
            member -> new BsonDocument("member", new BsonString(member))
                .append("unanswered", BsonBoolean.TRUE));
  }
}
