package dev.quell.server.auth;

import dev.quell.Role;
import dev.quell.UserName;
import dev.quell.access.Action;
import dev.quell.access.Resource;
import dev.quell.command.Caller;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.auth.AuthCommand.Kind;
import dev.quell.server.dispatch.Command;
import dev.quell.server.dispatch.CommandCall;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The commands that change users.
 *
 * <p>A password comes in the clear, as in MongoDB. It is taken over any connection, and a warning is logged, once, when
 * it came over one that others can read along: to refuse it would keep a server from being administered where the
 * network is trusted, and would protect nothing, since the password has been sent.
 */
final class UserCommands {
  private static final Logger LOG = LoggerFactory.getLogger(UserCommands.class);

  /** A user to whom roles are given or from whom they are taken. */
  private record Grant(UserName user, Set<Role> roles) {}

  private final Authentication authentication;
  private final UserChanges changes;
  private final AtomicBoolean warned = new AtomicBoolean();

  UserCommands(final Authentication authentication, final UserChanges changes) {
    this.authentication = authentication;
    this.changes = changes;
  }

  List<Command> all() {
    return List.of(
        new AuthCommand<>(
            "createUser", Kind.FIRST_SECRET_ADMINISTRATION, UserFields::ofCreate, this::mayCreate, this::create)
            .admitting(call -> Authority.knownOrFirst(call, authentication)),
        new AuthCommand<>(
            "updateUser", Kind.SECRET_ADMINISTRATION, UserFields::ofUpdate, UserCommands::mayUpdate, this::update),
        new AuthCommand<>(
            "dropUser", Kind.ADMINISTRATION, UserCommands::user,
            (call, user) -> Authority.onDb(call, Action.DROP_USER), this::drop),
        new AuthCommand<>(
            "dropAllUsersFromDatabase", Kind.ADMINISTRATION, call -> Fields.ofCommand(call.body()),
            (call, fields) -> Authority.onDb(call, Action.DROP_USER), (call, fields) -> dropAll(call)),
        new AuthCommand<>(
            "grantRolesToUser", Kind.ADMINISTRATION, UserCommands::grant,
            (call, grant) -> mayGrant(call, Action.GRANT_ROLE, grant), this::grant),
        new AuthCommand<>(
            "revokeRolesFromUser", Kind.ADMINISTRATION, UserCommands::grant,
            (call, grant) -> mayGrant(call, Action.REVOKE_ROLE, grant), this::revoke));
  }

  // ---- createUser

  private void mayCreate(final CommandCall call, final Optional<UserFields> fields) {
    if (!Authority.isFirst(call, authentication)) {
      Authority.onDb(call, Action.CREATE_USER);
      fields.ifPresent(read -> Authority.onRoles(call, Action.GRANT_ROLE, read.newRoles()));
    }
  }

  private BsonDocument create(final CommandCall call, final UserFields fields) {
    final boolean onlyAsFirst = call.caller().access() == Caller.Access.ANONYMOUS;
    if (authentication.table().find(fields.user()).isPresent()) {
      throw UserChanges.userExists(fields.user()); // before the password is hashed; when it has its turn, again
    }
    final Credential credential = hash(call, fields.password().orElseThrow());
    changes.create(
        new User(fields.user(), UUID.randomUUID(), credential, fields.newRoles(), fields.customData()), onlyAsFirst);
    return done(call, "made user", fields.user());
  }

  // ---- updateUser

  private static void mayUpdate(final CommandCall call, final Optional<UserFields> fields) {
    if (fields.isEmpty()) {
      Authority.onDb(call, Action.CHANGE_PASSWORD);
      return;
    }
    final UserFields read = fields.get();
    if (read.password().isPresent() || read.customData().isEmpty() && read.roles().isEmpty()) {
      mayChange(call, read.user(), Action.CHANGE_PASSWORD, Action.CHANGE_OWN_PASSWORD);
    }
    if (read.customData().isPresent()) {
      mayChange(call, read.user(), Action.CHANGE_CUSTOM_DATA, Action.CHANGE_OWN_CUSTOM_DATA);
    }
    if (read.roles().isPresent()) { // whatever the user holds now is taken away
      Authority.on(call, Action.REVOKE_ROLE, Resource.ANY_DATABASE);
      Authority.onRoles(call, Action.GRANT_ROLE, read.newRoles());
    }
  }

  private static void mayChange(final CommandCall call, final UserName user, final Action any, final Action own) {
    final Resource db = Resource.database(user.db());
    Authority.require(
        call, call.caller().may(any, db) || Authority.isSelf(call, user) && call.caller().may(own, db));
  }

  private BsonDocument update(final CommandCall call, final UserFields fields) {
    if (authentication.table().find(fields.user()).isEmpty()) {
      throw UserChanges.noSuchUser(fields.user()); // as above
    }
    final Optional<Credential> credential = fields.password().map(password -> hash(call, password));
    changes.update(fields.user(), old -> new User(
        old.name(), old.id(), credential.orElse(old.credential()), fields.roles().orElse(old.roles()),
        fields.customData().or(old::customData)));
    return done(call, "changed user", fields.user());
  }

  private Credential hash(final CommandCall call, final String password) {
    if (!call.client().isLoopback() && !call.client().isEncrypted() && warned.compareAndSet(false, true)) {
      LOG.warn("a password was sent in the clear by {} at {}: turn on TLS; this is said once",
          Names.shown(call.caller().name().isEmpty() ? "nobody" : call.caller().name()), call.client().remote());
    }
    return authentication.passwords().derive(password);
  }

  // ---- dropUser

  private static UserName user(final CommandCall call) {
    return Arguments.user(call, Fields.ofCommand(call.body()));
  }

  private BsonDocument drop(final CommandCall call, final UserName user) {
    changes.drop(user);
    return done(call, "dropped user", user);
  }

  private BsonDocument dropAll(final CommandCall call) {
    final int count = changes.dropAll(call.db());
    return done(call, "dropped all users of", call.db()).append("n", new BsonInt32(count));
  }

  // ---- roles of users

  private static Grant grant(final CommandCall call) {
    final Fields fields = Fields.ofCommand(call.body(), "roles");
    return new Grant(Arguments.user(call, fields), Arguments.someRoles(call, fields));
  }

  private static void mayGrant(final CommandCall call, final Action action, final Optional<Grant> grant) {
    if (grant.isPresent()) {
      Authority.onRoles(call, action, grant.get().roles());
    } else {
      Authority.onDb(call, action);
    }
  }

  private BsonDocument grant(final CommandCall call, final Grant grant) {
    changes.update(grant.user(), old -> {
      final Set<Role> all = new TreeSet<>(old.roles());
      all.addAll(grant.roles());
      UserFields.requireFew(all);
      return old.withRoles(all);
    });
    return done(call, "granted " + grant.roles() + " to user", grant.user());
  }

  private BsonDocument revoke(final CommandCall call, final Grant grant) {
    changes.update(grant.user(), old -> {
      for (final Role role : grant.roles()) {
        if (!old.roles().contains(role) && !authentication.roles().contains(role)) {
          throw new CommandException(ErrorCode.ROLE_NOT_FOUND, "Could not find role: " + role);
        }
      }
      final Set<Role> rest = new TreeSet<>(old.roles());
      grant.roles().forEach(rest::remove);
      return old.withRoles(rest);
    });
    return done(call, "revoked " + grant.roles() + " from user", grant.user());
  }

  private static BsonDocument done(final CommandCall call, final String what, final Object whom) {
    ChangeLog.changed(LOG, call, what, whom);
    return new BsonDocument();
  }
}
