package dev.quell.samples;

import org.bson.BsonDocument;

/** What docs/mongod.md presumes. */
abstract class CommandsFrame extends Frame {
  final BsonDocument command = BsonDocument.parse("{ping: 1}");
}
