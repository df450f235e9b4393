package dev.quell.server.dispatch;

import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bson.BsonDocument;

/** Documents of a stage of the server's own, behind which the client has put its own stages. */
final class OwnDocuments implements Iterator<BsonDocument> {
  private final Iterator<BsonDocument> documents;
  private final Moment moment;

  private OwnDocuments(final Iterator<BsonDocument> documents, final Moment moment) {
    this.documents = documents;
    this.moment = moment;
  }

  /** The same documents; what they cost is not of the client's moment. */
  static Stream<BsonDocument> of(final Stream<BsonDocument> source, final Moment moment) {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(new OwnDocuments(source.iterator(), moment), Spliterator.ORDERED), false)
        .onClose(source::close);
  }

  @Override
  public boolean hasNext() {
    moment.rest();
    try {
      return documents.hasNext();
    } finally {
      moment.resume();
    }
  }

  @Override
  public BsonDocument next() {
    return documents.next(); // found by hasNext
  }
}
