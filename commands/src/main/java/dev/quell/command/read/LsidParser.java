package dev.quell.command.read;

import dev.quell.Uid;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import java.util.UUID;
import org.bson.BsonReader;
import org.jspecify.annotations.Nullable;

/** Reads logical session ids: {@code {id, uid?, txnNumber?, txnUUID?}}. Immutable. */
public final class LsidParser {
  private static final int ID = 0;
  private static final int UID = 1;
  private static final int TXN_NUMBER = 2;

  private final Shape shape;
  private final String[] paths = new String[4];

  /** One for the lsids at this path. */
  public LsidParser(final String path) {
    shape = new Shape(path, 1, "id", "uid", "txnNumber", "txnUUID");
    for (int i = 0; i < paths.length; i++) {
      paths[i] = shape.pathOf(i);
    }
  }

  /** Reads the document at which the reader stands, which the caller knows to be one. */
  public Lsid read(final BsonReader reader) {
    final Parts parts = new Parts();
    shape.read(reader, parts);
    if (parts.txnNumber != null && parts.txnUuid == null) {
      throw new CommandException(
          ErrorCode.INVALID_OPTIONS, "Cannot specify txnNumber in lsid without specifying txnUUID");
    }
    return new Lsid(parts.id, parts.uid, parts.txnNumber, parts.txnUuid);
  }

  private final class Parts implements Shape.Fields {
    @SuppressWarnings("NullAway.Init") // required by the shape
    private UUID id;
    private @Nullable Uid uid;
    private @Nullable Long txnNumber;
    private @Nullable UUID txnUuid;

    @Override
    public void field(final int index, final BsonReader reader) {
      switch (index) {
        case ID -> id = Values.uuid(reader, paths[ID]);
        case UID -> uid = Values.uid(reader, paths[UID]);
        case TXN_NUMBER -> txnNumber = Values.int64(reader, paths[TXN_NUMBER]);
        default -> txnUuid = Values.uuid(reader, paths[index]);
      }
    }
  }
}
