package dev.quell.command;

import dev.quell.command.common.BsonCommand;
import dev.quell.command.common.BsonStage;
import dev.quell.command.common.CommandContext;
import dev.quell.command.kill.ExplainKill;
import dev.quell.command.kill.KillCommand;
import dev.quell.command.listing.CurrentOpCommand;
import dev.quell.command.listing.CurrentOpStage;
import dev.quell.command.listing.ListLocalCursorsStage;
import dev.quell.command.listing.ListSessionsStage;
import dev.quell.command.session.EndSessions;
import dev.quell.command.session.EndedSessions;
import dev.quell.command.session.RefreshSessions;
import dev.quell.command.session.SessionOpener;
import dev.quell.command.session.StartSession;
import dev.quell.command.single.KillCursorsCommand;
import dev.quell.command.single.KillOpCommand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All commands and stages by name: the one place that lists them. */
final class Registry {
  final Map<String, BsonCommand> commands;
  final Map<String, BsonStage> stages;
  final ExplainKill explain;

  Registry(
      final CommandContext context, final SessionOpener opener, final EndedSessions ended, final int timeoutMinutes,
      final String host, final Supplier<Stream<ConnectionDetails>> connections) {
    final CurrentOpStage currentOp = new CurrentOpStage(context.core(), host, connections, context.members());
    explain = new ExplainKill(context);
    final List<BsonCommand> all = new ArrayList<>(KillCommand.all(context));
    all.add(explain);
    all.add(new StartSession(opener, timeoutMinutes));
    all.add(new RefreshSessions(opener, context.limits()));
    all.add(new EndSessions(ended, context.limits()));
    all.add(new KillOpCommand(context));
    all.add(new KillCursorsCommand(context));
    all.add(new CurrentOpCommand(currentOp));
    commands = byName(all);
    stages = stagesByName(
        List.of(
            currentOp,
            ListSessionsStage.listSessions(context.core(), context.limits().patterns(), context.members()),
            ListSessionsStage.listLocalSessions(context.core(), context.limits().patterns()),
            new ListLocalCursorsStage(context.core())));
  }

  private static Map<String, BsonCommand> byName(final List<BsonCommand> all) {
    final Map<String, BsonCommand> named = new HashMap<>();
    for (final BsonCommand command : all) {
      for (final String name : command.names()) {
        named.put(name, command);
      }
    }
    return Map.copyOf(named);
  }

  private static Map<String, BsonStage> stagesByName(final List<BsonStage> all) {
    final Map<String, BsonStage> named = new HashMap<>();
    for (final BsonStage stage : all) {
      named.put(stage.name(), stage);
    }
    return Map.copyOf(named);
  }
}
