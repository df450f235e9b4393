package dev.quell.server.auth;

import dev.quell.UserName;
import dev.quell.access.Action;
import dev.quell.access.Resource;
import dev.quell.access.RoleCatalog;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.auth.AuthCommand.Kind;
import dev.quell.server.dispatch.Command;
import dev.quell.server.dispatch.CommandCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;

/** {@code usersInfo}: users by name, of a database, or all. */
final class UsersInfo {
  /**
   * What is asked.
   *
   * @param db whose users; empty for those named, or all
   * @param named these users
   */
  private record Query(
      Optional<String> db, Optional<Set<UserName>> named, boolean privileges, boolean credentials,
      boolean customData, BsonDocument filter) {}

  private final Authentication authentication;

  UsersInfo(final Authentication authentication) {
    this.authentication = authentication;
  }

  Command command() {
    return new AuthCommand<>("usersInfo", Kind.ADMINISTRATION, UsersInfo::read, UsersInfo::authorize, this::run);
  }

  private static Query read(final CommandCall call) {
    final Fields fields = Fields.ofCommand(
        call.body(), "showPrivileges", "showCredentials", "showCustomData", "showAuthenticationRestrictions", "filter");
    final BsonValue target = fields.required(call.name());
    final boolean all = isAll(target);
    final Optional<Set<UserName>> named =
        all || target.isNumber() ? Optional.empty() : Optional.of(names(call, fields.path(call.name()), target));
    final boolean privileges = fields.flag("showPrivileges") || fields.flag("showAuthenticationRestrictions");
    if (privileges && named.isEmpty()) {
      throw new CommandException(
          ErrorCode.ILLEGAL_OPERATION, "Privilege or restriction details require exact-match usersInfo queries");
    }
    final BsonDocument filter = fields.document("filter").orElseGet(BsonDocument::new);
    UserFilter.check(filter);
    return new Query(
        named.isPresent() || all ? Optional.empty() : Optional.of(call.db()), named, privileges,
        fields.flag("showCredentials"), fields.flag("showCustomData", true), filter);
  }

  private static boolean isAll(final BsonValue target) {
    if (!target.isDocument() || !target.asDocument().containsKey("forAllDBs")) {
      return false;
    }
    final boolean all = Fields.of("usersInfo.usersInfo", target.asDocument(), "forAllDBs").flag("forAllDBs");
    if (!all) {
      throw new CommandException(ErrorCode.BAD_VALUE, "forAllDBs must be true, or not be there");
    }
    return true;
  }

  private static Set<UserName> names(final CommandCall call, final String path, final BsonValue target) {
    final Set<UserName> names = new TreeSet<>();
    if (!target.isArray()) {
      names.add(Arguments.user(path, target, call.db()));
      return names;
    }
    final BsonArray array = target.asArray();
    Arguments.requireFew(path, array);
    for (final BsonValue value : array) {
      names.add(Arguments.user(path, value, call.db()));
    }
    return names;
  }

  /** One's own user may be seen without a privilege, but not what is kept of the password. */
  private static void authorize(final CommandCall call, final Optional<Query> query) {
    if (query.isPresent() && query.get().named().isPresent()) {
      for (final UserName user : query.get().named().get()) {
        if (query.get().credentials() || !Authority.isSelf(call, user)) {
          Authority.on(call, Action.VIEW_USER, Resource.database(user.db()));
        }
      }
    } else if (query.isPresent() && query.get().db().isEmpty()) {
      Authority.on(call, Action.VIEW_USER, Resource.ANY_DATABASE);
    } else {
      Authority.onDb(call, Action.VIEW_USER);
    }
  }

  private BsonDocument run(final CommandCall call, final Query query) {
    final BsonArray found = new BsonArray();
    if (!query.filter().isEmpty()) {
      call.briefly(); // it is the client's own
    }
    for (final User user : candidates(query)) {
      call.check();
      final BsonDocument described = describe(user, query);
      if (UserFilter.matches(query.filter(), described)) {
        found.add(described);
      }
    }
    return new BsonDocument("users", found);
  }

  private List<User> candidates(final Query query) {
    if (query.named().isEmpty()) {
      return authentication.table().all().stream()
          .filter(user -> query.db().isEmpty() || query.db().get().equals(user.name().db())).toList();
    }
    final List<User> users = new ArrayList<>();
    query.named().get().forEach(name -> authentication.table().find(name).ifPresent(users::add));
    return users;
  }

  private BsonDocument describe(final User user, final Query query) {
    final BsonDocument described = new BsonDocument("_id", new BsonString(user.name().db() + "." + user.name().user()))
        .append("userId", new BsonBinary(user.id()))
        .append("user", new BsonString(user.name().user()))
        .append("db", new BsonString(user.name().db()));
    if (query.credentials()) {
      described.append("credentials", new BsonDocument(Logins.MECHANISM, user.credential().toBson()));
    }
    user.customData().filter(data -> query.customData())
        .ifPresent(data -> described.append("customData", Fields.copy(data)));
    described.append("roles", RoleBson.names(user.roles()))
        .append("mechanisms", new BsonArray(List.of(new BsonString(Logins.MECHANISM))));
    if (query.privileges()) {
      final RoleCatalog roles = authentication.roles();
      described.append("inheritedRoles", RoleBson.names(roles.effectiveRoles(user.roles())))
          .append("inheritedPrivileges", RoleBson.privileges(roles.privileges(user.roles()).list()))
          .append("inheritedAuthenticationRestrictions", new BsonArray())
          .append("authenticationRestrictions", new BsonArray());
    }
    return described;
  }
}
