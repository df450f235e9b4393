package dev.quell.server.auth;

import dev.quell.KillCore;
import dev.quell.server.dispatch.Command;
import java.util.ArrayList;
import java.util.List;

/** The commands about logins, users and roles. */
public final class AuthCommands {
  private AuthCommands() {}

  /**
   * All of them.
   *
   * @param authentication whose users and roles they are
   * @param core told of changes: one that asks {@link Authentication#currentOwner}
   */
  public static List<Command> of(final Authentication authentication, final KillCore core) {
    final UserChanges changes = authentication.changes(core);
    final List<Command> all = new ArrayList<>();
    all.addAll(new LoginCommands(authentication).all());
    all.addAll(new UserCommands(authentication, changes).all());
    all.add(new UsersInfo(authentication).command());
    all.addAll(new RoleCommands(authentication, changes).all());
    all.add(new RolesInfo(authentication.roles()).command());
    return List.copyOf(all);
  }
}
