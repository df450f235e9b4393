package dev.quell.command.listing;

import dev.quell.command.Listing;
import dev.quell.command.Members;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bson.BsonDocument;

/** What the other members have answered, behind what this one lists. */
final class Others {
  private Others() {}

  /** @param show a document for each row that the caller may see */
  static <T> Listing behind(
      final Stream<BsonDocument> own, final Members.Answers<T> answers,
      final Function<Members.Row<T>, Stream<BsonDocument>> show) {
    return new Listing(
        Stream.concat(own, answers.rows().stream().flatMap(show)), answers.unanswered(), answers.more());
  }
}
