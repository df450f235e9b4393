package dev.quell.server.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that nobody can log in to yet lets a client on the same machine make the first user. */
class FirstUserTest {
  private static final String CREATE_ROOT = "{createUser: 'root', pwd: 'secret', roles: ['root']}";
  private static final String CREATE_ROLE =
      "{createRole: 'killer', privileges: [{resource: {cluster: true}, actions: ['impersonate']}], roles: []}";

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

  @Test
  void shouldLetOneOfManyMakeTheFirstUser() throws Exception {
    final CountDownLatch go = new CountDownLatch(1);
    final AtomicInteger made = new AtomicInteger();
    final List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      final String create = "{createUser: 'root" + i + "', pwd: 'secret', roles: ['root']}";
      final Thread thread = new Thread(() -> {
        try {
          go.await();
        } catch (final InterruptedException e) {
          return;
        }
        made.addAndGet((int) server.send(new TestClient(true), "admin", create).getDouble("ok").getValue());
      });
      threads.add(thread);
      thread.start();
    }
    go.countDown();
    for (final Thread thread : threads) {
      thread.join();
    }
    assertEquals(1, made.get());
    assertEquals(1, server.authentication.users());
  }
}
