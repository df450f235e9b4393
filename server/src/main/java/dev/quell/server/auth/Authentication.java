package dev.quell.server.auth;

import dev.quell.KillCore;
import dev.quell.Owner;
import dev.quell.access.RoleCatalog;
import dev.quell.command.Caller;
import dev.quell.server.dispatch.Client;
import dev.quell.server.dispatch.Command;
import dev.quell.server.dispatch.Identities;
import dev.quell.server.dispatch.Speculation;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.bson.BsonDocument;

/**
 * All about who clients are: the users and roles of a server, what says who a connection is, and what a handshake asks.
 * Thread-safe.
 *
 * <p>A core that goes with it is built with {@code currentOwner(authentication::currentOwner)}: only then is a role
 * that was granted or taken away seen by every kill after it.
 */
public final class Authentication implements Identities, Speculation {
  private final boolean enabled;
  private final RoleCatalog catalog = new RoleCatalog();
  private final UserTable users = new UserTable(catalog);
  private final AuthStore store;
  private final Passwords passwords;
  private final Logins logins;
  private final ReentrantLock changing = new ReentrantLock();

  private Authentication(
      final ConcurrentMap<String, byte[]> kept, final boolean enabled, final LongSupplier nanoClock,
      final int iterations) {
    this.enabled = enabled;
    passwords = new Passwords(iterations);
    store = new AuthStore(kept);
    catalog.load(store.roles());
    store.users().forEach(users::put);
    logins = new Logins(users, store.secret(), nanoClock, iterations);
  }

  /**
   * The users and roles that are kept in a map.
   *
   * @param kept for this purpose alone; a change is in it before the client hears of it, and how soon it is on a disk
   *     is the map's affair
   * @param enabled whether clients must log in. If not, everybody may do everything, and users and roles can be made
   *     for the day when they must
   * @throws IllegalStateException if a record in the map is damaged
   * @throws NullPointerException if {@code kept} is null
   */
  public static Authentication open(final ConcurrentMap<String, byte[]> kept, final boolean enabled) {
    return open(kept, enabled, System::nanoTime, Credential.ITERATIONS);
  }

  static Authentication open(
      final ConcurrentMap<String, byte[]> kept, final boolean enabled, final LongSupplier nanoClock,
      final int iterations) {
    return new Authentication(Objects.requireNonNull(kept, "kept"), enabled, nanoClock, iterations);
  }

  /** Whether clients must log in. */
  public boolean enabled() {
    return enabled;
  }

  /** All roles. To be read; to be changed by commands alone. */
  public RoleCatalog roles() {
    return catalog;
  }

  /** How many users there are. */
  public int users() {
    return users.size();
  }

  /**
   * The same owner with the roles it holds now, for {@link dev.quell.KillCoreBuilder#currentOwner}: none if it is named
   * and there is no such user.
   */
  public Owner currentOwner(final Owner owner) {
    return users.current(owner);
  }

  /** The commands about users, roles and logins. {@code core}, which asks {@link #currentOwner}, is told of changes. */
  public List<Command> commands(final KillCore core) {
    return AuthCommands.of(this, core);
  }

  @Override
  public Caller callerOf(final Client client) {
    if (!enabled) {
      return Caller.open(client.remote());
    }
    return identityOf(client)
        .map(identity -> Caller.authenticated(identity.owner(), identity.privileges(), client.remote()))
        .orElseGet(() -> Caller.anonymous(client.remote()));
  }

  /** Who has logged in, whether or not one must; empty if that user is no more. */
  Optional<UserTable.Identity> identityOf(final Client client) {
    return client.user().flatMap(users::identity).filter(identity -> isOf(identity, client));
  }

  /** Whether the user that has logged in is still the one that has its name. */
  private static boolean isOf(final UserTable.Identity identity, final Client client) {
    return Login.of(client).user().filter(identity.user()::equals).isPresent();
  }

  @Override
  public BsonDocument answer(final Client client, final String db, final BsonDocument hello) {
    return logins.speculate(client, hello);
  }

  UserTable table() {
    return users;
  }

  Logins logins() {
    return logins;
  }

  Passwords passwords() {
    return passwords;
  }

  UserChanges changes(final KillCore core) {
    return new UserChanges(store, catalog, users, core, changing);
  }

  /** Whether nobody can log in, since there is nobody: then a client on this machine may make the first user. */
  boolean hasNoUsers() {
    return users.size() == 0;
  }
}
