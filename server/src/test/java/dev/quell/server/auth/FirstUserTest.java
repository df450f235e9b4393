package dev.quell.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quell.Role;
import dev.quell.UserName;
import dev.quell.command.CommandException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that nobody can log in to yet lets a client on the same machine make the first user. */
class FirstUserTest {
  private static final String CREATE_ROOT = "{createUser: 'root', pwd: 'secret', roles: ['root']}";
  private static final String CREATE_ROLE =
      "{createRole: 'killer', privileges: [{resource: {cluster: true}, actions: ['impersonate']}], roles: []}";

  private static final Role ROLE = Role.of("killer", "admin");

  private final TestServer server = new TestServer(true);
  private final TestClient local = new TestClient(true);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void shouldLetAClientOnThisMachineMakeTheFirstUser() {
    server.must(local, "admin", CREATE_ROOT);
    assertEquals("root@admin", server.authentication.callerOf(server.root()).name());
  }

  @Test
  void shouldLetAClientOnThisMachineMakeRolesBefore() {
    server.must(local, "admin", CREATE_ROLE);
    server.must(local, "admin", "{createUser: 'root', pwd: 'secret', roles: ['root', 'killer']}");
    assertEquals(1, server.authentication.users());
  }

  @Test
  void shouldLetItMakeOneUserAlone() {
    server.must(local, "admin", CREATE_ROOT);
    assertEquals(
        "13 Command createUser requires authentication",
        server.refusal(local, "admin", "{createUser: 'x', pwd: 'x', roles: []}"));
  }

  @Test
  void shouldLetItMakeNoRoleAfterThat() {
    server.must(local, "admin", CREATE_ROOT);
    assertEquals("13 Command createRole requires authentication", server.refusal(local, "admin", CREATE_ROLE));
  }

  @Test
  void shouldLetItMakeUsersOfAdminAlone() {
    assertEquals("13 Command createUser requires authentication", server.refusal(
        local, "shop", "{createUser: 'x', pwd: 'x', roles: []}"));
  }

  @Test
  void shouldLetNoClientElsewhereMakeAUser() {
    assertEquals(
        "13 Command createUser requires authentication", server.refusal(new TestClient(false), "admin", CREATE_ROOT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"usersInfo", "dropUser", "startSession", "ping", "killAllSessionsByPattern", "updateUser"})
  void shouldLetItDoNothingElse(final String command) {
    assertEquals(
        "13 Command " + command + " requires authentication", server.refusal(local, "admin", "{" + command + ": 1}"));
  }

  @Test
  void shouldRefuseAFirstUserThatIsNone() {
    assertEquals(
        "31 Could not find role: nonsense@admin",
        server.refusal(local, "admin", "{createUser: 'root', pwd: 'secret', roles: ['nonsense']}"));
  }

  /** As after a look at an empty server, when another client was faster. */
  @Test
  void shouldRefuseASecondFirstUser() {
    final UserChanges changes = server.authentication.changes(server.core);
    changes.create(user("root"), true);
    assertEquals(13, assertThrows(CommandException.class, () -> changes.create(user("mallory"), true)).code());
    assertEquals(1, server.authentication.users());
  }

  @Test
  void shouldRefuseARoleOfAStrangerOnceThereIsAUser() {
    final UserChanges changes = server.authentication.changes(server.core);
    changes.create(user("root"), true);
    assertEquals(
        13,
        assertThrows(
            CommandException.class,
            () -> changes.changeRole(ROLE, true, roles -> roles.define(ROLE, List.of(), List.of()))).code());
    assertFalse(server.authentication.roles().contains(ROLE));
  }

  private User user(final String name) {
    return new User(
        new UserName(name, "admin"), UUID.randomUUID(), server.authentication.passwords().derive("secret"), Set.of(),
        Optional.empty());
  }
}
