package dev.quell.server.data.query;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Stream;

/** How large the library's documents are as BSON, about, without making it. */
final class Sizes {
  /** A document under way may be larger than one that is sent, but not endlessly. */
  private static final long LARGEST_UNDER_WAY = 4L * Documents.LARGEST;

  private Sizes() {}

  static long of(final Object value) {
    return add(0, value);
  }

  private static long add(final long before, final Object value) {
    long sum = before;
    if (sum > LARGEST_UNDER_WAY) {
      return sum; // enough is known, and an array of arrays of the same array can be larger than any number
    }
    if (value instanceof Map<?, ?> map) {
      for (final Map.Entry<?, ?> entry : map.entrySet()) {
        sum = add(sum + 2 + ((String) entry.getKey()).length(), entry.getValue());
      }
      return sum + 5;
    }
    if (value instanceof Collection<?> list) {
      for (final Object element : list) {
        sum = add(sum + 4, element);
      }
      return sum + 5;
    }
    if (value instanceof String text) {
      return sum + 5 + text.length();
    }
    if (value instanceof Foreign foreign) {
      return sum + foreign.size();
    }
    return sum + (value instanceof BinData data ? 5 + data.getData().length : 8);
  }

  /** Refuses documents that grow from stage to stage without end. */
  static Stream<Document> checked(final Stream<Document> documents) {
    return documents.peek(
        document -> {
          if (of(document) > LARGEST_UNDER_WAY) {
            throw new CommandException(
                ErrorCode.BSON_OBJECT_TOO_LARGE,
                "a document in the pipeline is larger than " + LARGEST_UNDER_WAY + " bytes");
          }
        });
  }
}
