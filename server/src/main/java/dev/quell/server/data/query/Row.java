package dev.quell.server.data.query;

import de.bwaldvogel.mongo.bson.Document;
import dev.quell.server.data.store.Bytes;
import dev.quell.server.data.store.Stored;
import java.util.Objects;
import java.util.Optional;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/** A document on its way to the client: as bytes, as the library wants it, or as both when both were asked for. */
public final class Row {
  private final Poll poll;
  private final @Nullable Stored stored;
  // Never both null: each is made of the other.
  private byte @Nullable [] bytes;
  private @Nullable Document document;

  private Row(
      final Poll poll,
      final @Nullable Stored stored,
      final byte @Nullable [] bytes,
      final @Nullable Document document) {
    this.poll = poll;
    this.stored = stored;
    this.bytes = bytes;
    this.document = document;
  }

  /** One that was read from the store. */
  public static Row of(final Stored stored, final Poll poll) {
    return new Row(poll, stored, stored.document(), null);
  }

  /** One that was made. */
  static Row of(final Document document, final Poll poll) {
    return new Row(poll, null, null, document);
  }

  /** What was read; empty for one that was made. */
  public Optional<Stored> stored() {
    return Optional.ofNullable(stored);
  }

  /** As the library wants it. Belongs to this row; not to be changed. */
  public Document document() {
    if (document == null) {
      document = Documents.from(Objects.requireNonNull(bytes), poll);
    }
    return document;
  }

  /** As BSON. */
  public RawBsonDocument bson() {
    if (bytes == null) {
      bytes = Bytes.of(Documents.toBson(Objects.requireNonNull(document)));
    }
    return new RawBsonDocument(bytes);
  }

  /** Keeps the bytes only: what is held in numbers is held so, since the other form is many times as large. */
  Row compact() {
    bson();
    document = null;
    return this;
  }

  /** The same document for another reader, who may be done with it at another time. Only after {@link #compact}. */
  Row again() {
    return new Row(poll, stored, bytes, null);
  }

  /** About how many bytes it has as BSON. */
  long size() {
    return bytes != null ? bytes.length : Sizes.of(Objects.requireNonNull(document));
  }
}
