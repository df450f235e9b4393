package dev.quell.command.listing;

import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

/**
 * As many documents as fit in one reply. One that is so large that it would crowd out the others is shown with its
 * command cut: whoever looks for a runaway operation must not be blinded by one huge command. Used by one thread.
 */
final class Page {
  private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();
  /** Of an element of an array: its type, its index as text, a zero. */
  private static final int OVERHEAD = 10;
  /** The part of the page that one document may take. */
  private static final int SHARE = 16;
  /** Less room than this is as good as none. */
  private static final int LEAST_ROOM = 4_096;

  private final BsonArray documents = new BsonArray();
  private final int size;
  private int left;
  private boolean truncated;

  Page(final int size) {
    this.size = size;
    this.left = size;
  }

  /** Whether to look for more. */
  boolean hasRoom() {
    return !truncated || left >= LEAST_ROOM;
  }

  void add(final BsonDocument document) {
    RawBsonDocument encoded = new RawBsonDocument(document, CODEC);
    final BsonValue command = document.get("command");
    if (encoded.getByteLength() > size / SHARE && command != null) {
      document.put("command", OperationDocument.truncated(command));
      encoded = new RawBsonDocument(document, CODEC);
    }
    final int bytes = encoded.getByteLength() + OVERHEAD;
    if (bytes > left) {
      truncated = true;
    } else {
      left -= bytes;
      documents.add(encoded);
    }
  }

  /** What the page holds, and whether there was more. */
  BsonDocument reply() {
    final BsonDocument reply = new BsonDocument("inprog", documents);
    return truncated ? reply.append("quell", new BsonDocument("truncated", BsonBoolean.TRUE)) : reply;
  }
}
