package dev.quell.server.dispatch;

import dev.quell.KillCore;
import dev.quell.Session;
import dev.quell.command.Caller;
import dev.quell.command.CommandException;
import java.util.Optional;
import org.bson.BsonDocument;

/** Reads {@code lsid: {id: UUID}} and refuses everything else. */
public final class FakeSessions implements Sessions {
  private final KillCore core;

  public FakeSessions(final KillCore core) {
    this.core = core;
  }

  @Override
  public Optional<Session> session(final Caller caller, final BsonDocument command) {
    validate(caller, command);
    return command.containsKey("lsid")
        ? Optional.of(core.session(command.getDocument("lsid").getBinary("id").asUuid(), caller.owner()))
        : Optional.empty();
  }

  @Override
  public void validate(final Caller caller, final BsonDocument command) {
    if (command.containsKey("lsid") && !command.get("lsid").isDocument()) {
      throw new CommandException(14, "a bad lsid");
    }
  }
}
