package dev.quell.command.kill;

import dev.quell.KillPattern;
import dev.quell.Uid;
import dev.quell.UserName;
import dev.quell.access.Action;
import dev.quell.command.Caller;
import dev.quell.command.CommandException;
import dev.quell.command.common.Authority;
import dev.quell.command.read.DocumentArray;
import dev.quell.command.read.Limits;
import dev.quell.command.read.NameParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BsonReader;

/**
 * {@code killAllSessions}: those of the users named, who need not exist; all of everybody if none is named. Who may not
 * kill the sessions of others may name nobody but themselves.
 */
final class KillAll implements KillTarget {
  private static final String NAME = "killAllSessions";
  private static final String STRUCT = "KillAllSessionsCmd";
  private static final String PATH = STRUCT + '.' + NAME;
  private static final NameParser NAMES = NameParser.users(PATH);

  private final Limits limits;

  KillAll(final Limits limits) {
    this.limits = limits;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String struct() {
    return STRUCT;
  }

  @Override
  public List<KillPattern> read(final Caller caller, final String db, final BsonReader argument) {
    return Authority.on(caller, Action.KILL_ANY_SESSION) ? any(argument) : own(caller, db, argument);
  }

  private List<KillPattern> any(final BsonReader argument) {
    final List<KillPattern> patterns = new ArrayList<>();
    final List<UserName> users = new ArrayList<>();
    DocumentArray.read(
        argument, PATH, PATH, limits.patterns(),
        element -> NAMES.user(element)
            .ifPresentOrElse(users::add, () -> patterns.add(KillPattern.owner(Uid.UNAUTHENTICATED))));
    if (!users.isEmpty()) {
      patterns.add(KillPattern.users(users));
    }
    return patterns;
  }

  private List<KillPattern> own(final Caller caller, final String db, final BsonReader argument) {
    final Optional<UserName> own = caller.owner().name();
    final int[] named = {0};
    try {
      DocumentArray.read(
          argument, PATH, PATH, limits.patterns(),
          element -> {
            if (own.isEmpty() || !NAMES.user(element).equals(own)) {
              throw Authority.refusal(db, NAME);
            }
            named[0]++;
          });
    } catch (final CommandException malformed) { // who may not kill is told so, not what else is wrong
      throw Authority.refusal(db, NAME);
    }
    if (named[0] == 0) {
      throw Authority.refusal(db, NAME);
    }
    return List.of(KillPattern.owner(caller.uid()));
  }
}
