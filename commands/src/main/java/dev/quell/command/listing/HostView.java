package dev.quell.command.listing;

import dev.quell.OperationInfo;
import dev.quell.Uid;
import dev.quell.command.OperationDetails;
import java.util.Optional;
import java.util.function.Supplier;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/** What the host tells about its operations and cursors; what it throws meanwhile must not break a listing. */
public final class HostView {
  private HostView() {}

  /** Whether the operation runs in a session of this owner, or the host says it is this owner's. */
  public static boolean isOf(final OperationInfo info, final Uid uid) {
    return info.uid().filter(uid::equals).isPresent()
        || details(info).map(details -> quietly(details::uid)).filter(uid::equals).isPresent();
  }

  /** The host's fields; the description alone if it has no more. */
  static BsonDocument describe(final OperationInfo info) {
    final Optional<OperationDetails> details = details(info);
    if (details.isPresent()) {
      return describe(details.get()::describe);
    }
    return info.description().isEmpty()
        ? new BsonDocument()
        : new BsonDocument("desc", new BsonString(info.description()));
  }

  /** The document that the host answers; empty for null. */
  static BsonDocument describe(final Supplier<@Nullable BsonDocument> host) {
    try {
      final BsonDocument document = host.get();
      return document == null ? new BsonDocument() : document;
    } catch (final Throwable e) { // the host's code
      return new BsonDocument("desc", new BsonString("(description failed: " + e.getClass().getName() + ")"));
    }
  }

  /** What the host answers; null if it throws. */
  public static <T> @Nullable T quietly(final Supplier<T> host) {
    try {
      return host.get();
    } catch (final Throwable e) { // the host's code
      return null;
    }
  }

  private static Optional<OperationDetails> details(final OperationInfo info) {
    return info.source().filter(OperationDetails.class::isInstance).map(OperationDetails.class::cast);
  }
}
