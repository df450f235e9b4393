/**
 * Reads commands as MongoDB's own parser does: strict fields, types by their words, errors in the order of the
 * document. Everything reads through a {@link org.bson.BsonReader}, so that a field that occurs twice is seen in a
 * document straight from the wire. Knows no command, no caller and no core.
 */
@NullMarked
package dev.quell.command.read;

import org.jspecify.annotations.NullMarked;
