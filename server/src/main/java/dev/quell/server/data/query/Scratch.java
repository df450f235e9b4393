package dev.quell.server.data.query;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoCollection;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import de.bwaldvogel.mongo.wire.message.MongoQuery;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The library's idea of a collection, of one document or none: the way to its projections and update operators, which
 * it keeps to itself otherwise. Holds nothing between two questions. Used by one thread.
 */
final class Scratch extends AbstractMongoCollection<Integer> {
  private List<Document> documents = List.of();

  Scratch() {
    super(new NoDatabase(), "scratch", CollectionOptions.withDefaults(), new CursorRegistry());
  }

  /** What the projection leaves of a document. */
  Document project(final Document document, final Document projection) {
    return matchDocumentsFromStream(new Document(), Stream.of(document), 0, 0, 0, null, projection).iterator().next();
  }

  /**
   * Answers a {@code findAndModify} with {@code new: true}: the document that the update makes of this one, or of none.
   */
  Document update(final List<Document> before, final Document command) {
    documents = before;
    try {
      return (Document) Objects.requireNonNull(findAndModify(command).get("value"));
    } finally {
      documents = List.of();
    }
  }

  @Override
  protected QueryResult matchDocuments(
      final Document query, final Document orderBy, final int skip, final int limit, final int batch,
      final Document fields) {
    return new QueryResult(documents); // matched already
  }

  @Override
  protected Stream<DocumentWithPosition<Integer>> streamAllDocumentsWithPosition() {
    return Stream.of(new DocumentWithPosition<>(new Document(), 0));
  }

  @Override
  protected Integer findDocumentPosition(final Document document) {
    return 0;
  }

  @Override
  protected boolean tracksDataSize() {
    return false;
  }

  // The rest is asked for by nobody.

  @Override
  protected Document getDocument(final Integer position) {
    return documents.get(position);
  }

  @Override
  protected Integer addDocumentInternal(final Document document) {
    return 0;
  }

  @Override
  protected void handleUpdate(final Integer position, final Document before, final Document after) {}

  @Override
  protected void removeDocument(final Integer position) {}

  @Override
  protected void updateDataSize(final int delta) {}

  @Override
  protected int getDataSize() {
    return 0;
  }

  @Override
  public int count() {
    return documents.size();
  }

  /** A collection must have one. */
  private static final class NoDatabase implements MongoDatabase {
    @Override
    public String getDatabaseName() {
      return "scratch";
    }

    @Override
    public void handleClose(final Channel channel) {}

    @Override
    public Document handleCommand(
        final Channel channel, final String command, final Document query, final DatabaseResolver resolver,
        final Oplog oplog) {
      throw new UnsupportedOperationException();
    }

    @Override
    public QueryResult handleQuery(final MongoQuery query) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isEmpty() {
      return true;
    }

    @Override
    public MongoCollection<?> createCollectionOrThrowIfExists(final String name, final CollectionOptions options) {
      throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable MongoCollection<?> resolveCollection(final String name, final boolean throwIfMissing) {
      return null;
    }

    @Override
    public void drop(final Oplog oplog) {}

    @Override
    public void dropCollection(final String name, final Oplog oplog) {}

    @Override
    public void moveCollection(final MongoDatabase from, final MongoCollection<?> collection, final String name) {}

    @Override
    public void unregisterCollection(final String name) {}
  }
}
