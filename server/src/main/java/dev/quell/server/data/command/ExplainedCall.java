package dev.quell.server.data.command;

import dev.quell.Operation;
import dev.quell.Session;
import dev.quell.command.Caller;
import dev.quell.server.dispatch.Client;
import dev.quell.server.dispatch.CommandCall;
import java.util.Optional;
import org.bson.BsonDocument;

/**
 * A command that is explained and not run, for the question who may run it.
 *
 * @param explain what was sent
 * @param body the command within
 */
record ExplainedCall(CommandCall explain, BsonDocument body) implements CommandCall {
  @Override
  public String db() {
    return explain.db();
  }

  @Override
  public Caller caller() {
    return explain.caller();
  }

  @Override
  public Client client() {
    return explain.client();
  }

  @Override
  public Optional<Session> session() {
    return explain.session();
  }

  @Override
  public Operation operation() {
    return explain.operation();
  }

  @Override
  public void check() {
    explain.check();
  }
}
