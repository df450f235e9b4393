package dev.quell.server.wire;

import java.util.Optional;
import org.bson.RawBsonDocument;

/**
 * A message that was read.
 *
 * @param replyTo how to answer
 * @param database what the name of the collection says in an OP_QUERY; empty for an OP_MSG, which has it in its body
 * @param body the command, its sequences merged into it; checked through and through, so that no access to it fails
 */
public record Request(ReplyTo replyTo, Optional<String> database, RawBsonDocument body) {}
