package dev.quell.server.data.cursor;

import java.util.List;
import org.bson.BsonDocument;

/**
 * Some documents of a result.
 *
 * @param documents in order
 * @param last whether there are no more
 */
record Batch(List<BsonDocument> documents, boolean last) {}
