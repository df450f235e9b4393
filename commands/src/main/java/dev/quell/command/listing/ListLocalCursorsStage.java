package dev.quell.command.listing;

import dev.quell.KillCore;
import dev.quell.access.Action;
import dev.quell.command.Caller;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.command.Listing;
import dev.quell.command.common.Authority;
import dev.quell.command.common.BsonStage;
import org.bson.BsonValue;

/** {@code $listLocalCursors}: all open cursors, those in use too. */
public final class ListLocalCursorsStage implements BsonStage {
  private static final String NAME = "$listLocalCursors";

  private final KillCore core;

  public ListLocalCursorsStage(final KillCore core) {
    this.core = core;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Listing open(final Caller caller, final String db, final BsonValue target, final BsonValue options) {
    if (!options.isDocument() || !options.asDocument().isEmpty()) {
      throw new CommandException(
          ErrorCode.BAD_VALUE, "The $listLocalCursors stage specification must be an empty object");
    }
    StageOptions.requireNoCollection(target, NAME);
    if (!Authority.on(caller, Action.LIST_CURSORS)) {
      throw Authority.refusal(db, "aggregate");
    }
    return Listing.whole(CursorDocument.all(core).map(CursorDocument::listed));
  }
}
