package dev.quell.command.session;

import dev.quell.command.Caller;
import dev.quell.command.common.Authority;
import dev.quell.command.read.DocumentArray;
import dev.quell.command.read.Errors;
import dev.quell.command.read.GenericArguments;
import dev.quell.command.read.Lsid;
import dev.quell.command.read.LsidParser;
import dev.quell.command.read.Readers;
import dev.quell.command.read.Skip;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bson.BsonDocument;
import org.bson.BsonReader;
import org.bson.BsonType;

/** Reads the commands whose argument is a list of sessions and that take no field of their own beside it. Immutable. */
final class SessionList {
  private final String command;
  private final String path;
  private final String elementPath;
  private final LsidParser parser;
  private final int most;

  /** One for this command. */
  SessionList(final String command, final int most) {
    this.command = command;
    this.path = command + '.' + command;
    this.elementPath = path + "FromClient"; // so mongod says
    this.parser = new LsidParser(elementPath);
    this.most = most;
  }

  /**
   * All sessions of the list; nothing is done with one before the last was read.
   *
   * @param check refuses an lsid that the command does not take
   */
  List<Lsid> read(final Caller caller, final BsonDocument document, final Consumer<Lsid> check) {
    final List<Lsid> sessions = new ArrayList<>();
    boolean seen = false;
    try (BsonReader reader = Readers.of(document)) {
      reader.readStartDocument();
      while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
        final String field = reader.readName();
        if (field.equals(command)) {
          if (seen) {
            throw Errors.duplicate(command, field);
          }
          seen = true;
          DocumentArray.read(
              reader,
              path,
              elementPath,
              most,
              element -> {
                final Lsid lsid = parser.read(element);
                Authority.requireDigest(caller, lsid.uid());
                check.accept(lsid);
                sessions.add(lsid);
              });
        } else if (GenericArguments.has(field)) {
          Skip.value(reader);
        } else {
          throw Errors.unknown(command, field);
        }
      }
    }
    return sessions;
  }
}
