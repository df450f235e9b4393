package dev.quell.command;

import dev.quell.QuellException;
import dev.quell.command.common.Authority;
import dev.quell.command.common.BsonCommand;
import dev.quell.command.common.BsonStage;
import dev.quell.command.common.CommandContext;
import dev.quell.command.common.Refusals;
import dev.quell.command.common.Stages;
import dev.quell.command.read.Errors;
import dev.quell.command.read.Readers;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** Looks commands and stages up by their names, has them run, and makes replies of what they refuse. */
final class CommandRunner {
  private static final int UNRECOGNIZED_STAGE = 40324;

  private final CommandContext context;
  private final Registry registry;
  private final Consumer<Throwable> errors;

  /** @param errors told of what goes wrong inside */
  CommandRunner(final CommandContext context, final Registry registry, final Consumer<Throwable> errors) {
    this.context = context;
    this.registry = registry;
    this.errors = errors;
  }

  /** @param language null for that of the commands */
  BsonDocument run(
      final Caller caller, final String db, final BsonDocument command, final @Nullable QueryLanguage language) {
    return found(
        caller, db, command,
        known -> completed(
            language == null ? known.run(caller, db, command) : known.run(caller, db, command, language)),
        Function.identity());
  }

  CompletionStage<BsonDocument> runLater(
      final Caller caller, final String db, final BsonDocument command, final QueryLanguage language) {
    return found(caller, db, command, known -> known.runLater(caller, db, command, language).handle(
        (reply, error) -> error == null
            ? completed(reply) : CommandException.reply(Refusals.of(Stages.unwrapped(error), errors))),
        CompletableFuture::completedFuture);
  }

  /** Looks the command up and has it run; a refusal, also one of its own, becomes a reply. */
  private <R> R found(
      final Caller caller,
      final String db,
      final BsonDocument command,
      final Function<BsonCommand, R> run,
      final Function<BsonDocument, R> refusal) {
    Objects.requireNonNull(caller, "caller");
    Objects.requireNonNull(db, "db");
    Objects.requireNonNull(command, "command");
    String name = "";
    BsonCommand found = null;
    try {
      name = Readers.nameOf(command);
      found = registry.commands.get(name);
      return run.apply(requireCommand(found, name, caller, command));
    } catch (final RuntimeException e) {
      return refusal.apply(refused(e, found, name, caller));
    }
  }

  private BsonDocument refused(
      final RuntimeException error, final @Nullable BsonCommand found, final String name, final Caller caller) {
    final QuellException refusal = Refusals.of(error, errors);
    if (refusal.code() == ErrorCode.UNAUTHORIZED && found != null && found.auditsRefusals()) {
      context.audit().record(KillAudit.Entry.refused(caller, name, refusal.code()));
    }
    return CommandException.reply(refusal);
  }

  private static BsonDocument completed(final BsonDocument reply) {
    return reply.containsKey("ok") ? reply : reply.append("ok", new BsonDouble(1));
  }

  private BsonCommand requireCommand(
      final @Nullable BsonCommand found, final String name, final Caller caller, final BsonDocument command) {
    if (found == null) {
      throw new CommandException(ErrorCode.COMMAND_NOT_FOUND, "no such command: '" + Errors.echo(name) + "'");
    }
    requireLogin(caller, name);
    context.limits().check(command);
    return found;
  }

  private static void requireLogin(final Caller caller, final String command) {
    if (caller.access() == Caller.Access.ANONYMOUS) {
      throw Authority.loginRequired(command);
    }
  }

  Listing listing(
      final Caller caller, final String db, final BsonValue target, final String name, final BsonValue options) {
    Objects.requireNonNull(caller, "caller");
    Objects.requireNonNull(db, "db");
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(options, "options");
    final BsonStage stage = registry.stages.get(Objects.requireNonNull(name, "name"));
    if (stage == null) {
      throw new CommandException(
          UNRECOGNIZED_STAGE, "Unrecognized pipeline stage name: '" + Errors.echo(name) + "'");
    }
    requireLogin(caller, "aggregate");
    try {
      return stage.open(caller, db, target, options);
    } catch (final RuntimeException e) {
      throw Refusals.of(e, errors);
    }
  }
}
