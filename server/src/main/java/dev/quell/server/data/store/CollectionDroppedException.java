package dev.quell.server.data.store;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;

/** A collection was dropped while somebody changed it. */
public final class CollectionDroppedException extends CommandException {
  private static final long serialVersionUID = 1L;

  CollectionDroppedException(final Namespace namespace) {
    super(ErrorCode.NAMESPACE_NOT_FOUND, "collection dropped: " + namespace);
  }
}
