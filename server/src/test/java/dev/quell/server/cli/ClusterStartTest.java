package dev.quell.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.server.TestMembers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that cannot join: one line, exit status 1, and nothing left behind. */
final class ClusterStartTest {
  private static final String PASSWORD = "secret";
  private static final int PATIENCE_MILLIS = 60_000;

  @TempDir private static Path folder;

  @BeforeAll
  static void makeStores() throws Exception {
    keytool("-genkeypair", "-alias", "one", "-keyalg", "EC", "-dname", "CN=one", "-keystore", at("keys"));
    keytool("-exportcert", "-alias", "one", "-keystore", at("keys"), "-file", at("certificate"));
    keytool("-importcert", "-alias", "one", "-file", at("certificate"), "-keystore", at("trusted"), "-noprompt");
    Files.writeString(folder.resolve("password"), PASSWORD + "\nnot this line\n");
    Files.writeString(folder.resolve("wrong"), "another\n");
    Files.writeString(folder.resolve("empty"), "");
    Files.write(folder.resolve("bytes"), new byte[] {(byte) 0xff, (byte) 0xfe, (byte) 0xfd});
  }

  private static void keytool(final String... arguments) throws Exception {
    final List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    final Process made = new ProcessBuilder(command)
        .redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
    assertEquals(0, made.waitFor(), () -> "keytool " + List.of(arguments));
  }

  private static String at(final String file) {
    return folder.resolve(file).toString();
  }

  /** What the server says, in one line or two, and with which status it ends. */
  private static String refusal(final String... arguments) throws InterruptedException {
    return refusal(thread -> thread.isDaemon() && !thread.getName().contains("quell"), arguments);
  }

  /** @param mayStay threads of the JDK that are for all of a process, or of others that live meanwhile */
  private static String refusal(final Predicate<Thread> mayStay, final String... arguments)
      throws InterruptedException {
    final Set<Thread> before = Thread.getAllStackTraces().keySet();
    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();
    final int status = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    assertEquals("", out.toString());
    final List<String> lines = err.toString().lines().toList();
    assertEquals(status == 2 ? 2 : 1, lines.size(), err::toString);
    for (final Thread thread : Thread.getAllStackTraces().keySet()) {
      if (!before.contains(thread) && !mayStay.test(thread)) {
        thread.join(PATIENCE_MILLIS);
        assertFalse(thread.isAlive(), () -> thread + " is left");
      }
    }
    return status + " " + lines.get(0).replace(folder + "/", "");
  }

  private static String[] member(final String bind, final String... more) {
    final List<String> arguments =
        new ArrayList<>(List.of("--port", "0", "--cluster-name", "late", "--cluster-bind", bind));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "keys | trusted | wrong | 1 quell-server: keys is no PKCS #12 file with that password: keystore password was incorrect",
    "password | trusted | password | 1 quell-server: password is no PKCS #12 file with that password",
    "trusted | trusted | password | 1 quell-server: trusted holds no key",
    "keys | keys | password | 1 quell-server: keys holds no trusted certificate",
    "keys | trusted | empty | 2 quell-server: --cluster-password-file: empty is empty",
    "keys | trusted | bytes | 2 quell-server: --cluster-password-file: bytes is no text in UTF-8",
    "keys | trusted | nowhere | 2 quell-server: --cluster-password-file: no file to read at nowhere",
  })
  void shouldSayWhatIsWrongWithTheStores(
      final String keys, final String trusted, final String password, final String said) throws Exception {
    assertEquals(
        said,
        refusal(
            member(
                "127.0.0.1:0", "--cluster-key-store", at(keys), "--cluster-trust-store", at(trusted),
                "--cluster-password-file", at(password))));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "192.0.2.77:7801 | 1 quell-server: refused to bind to 192.0.2.77:7801 without TLS: anybody who reaches that address "
        + "could kill everything; give a key store and a trust store, or bind to a loopback address",
    "0.0.0.0:7801 | 1 quell-server: cannot bind to 0.0.0.0:7801: expected one address of this machine, under which the "
        + "others reach it",
    "no.such.host.invalid:7801 | 1 quell-server: cannot bind to no.such.host.invalid: unknown host",
  })
  void shouldSayWhatIsWrongWithTheAddress(final String bind, final String said) throws Exception {
    assertEquals(said, refusal(member(bind)));
  }

  @Test
  void shouldSayThatTheAddressIsNotOfThisMachine() throws Exception {
    assertEquals(
        "1 quell-server: cannot bind to 192.0.2.77:7801: that is no address of this machine",
        refusal(
            member(
                "192.0.2.77:7801", "--cluster-key-store", at("keys"), "--cluster-trust-store", at("trusted"),
                "--cluster-password-file", at("password"))));
  }

  @Test
  void shouldSayThatThePortOfTheClusterIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      final String bind = "127.0.0.1:" + taken.getLocalPort();
      assertEquals(
          "1 quell-server: cannot bind to " + bind + ": the port is taken, or this process may not have it",
          refusal(member(bind)));
    }
  }

  @Test
  void shouldLeaveTheClusterIfThePortForClientsIsTaken() throws Exception {
    try (TestMembers members = TestMembers.start(1, Duration.ofSeconds(2), options -> options);
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      final String said = refusal(
          thread -> !thread.getName().contains("late"),
          "--port", String.valueOf(taken.getLocalPort()), "--cluster-name", "late", "--cluster-bind", "127.0.0.1:0",
          "--cluster-peers", members.addresses().get(0));
      assertTrue(said.startsWith("1 quell-server: ") && said.contains(String.valueOf(taken.getLocalPort())), said);
      TestMembers.await(() -> members.members(0).size() == 1);
    }
  }

  @Test
  void shouldSayThatTheNameIsTaken() throws Exception {
    try (TestMembers members = TestMembers.start(1, Duration.ofSeconds(2), options -> options)) {
      final String address = members.addresses().get(0);
      assertEquals(
          "1 quell-server: another member that is named node-1 lives at " + address,
          refusal(
              thread -> true, "--port", "0", "--cluster-name", "node-1", "--cluster-bind", "127.0.0.1:0",
              "--cluster-peers", address));
    }
  }

  /** The list may be the same for all members; what is not there is looked for, and started without. */
  @Test
  void shouldStartWithItselfAmongThePeers() throws Exception {
    final int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    final String address = "127.0.0.1:" + free;
    try (TestMembers members = TestMembers.start(1, Duration.ofSeconds(2), options -> options);
        ServerProcess server = new ServerProcess(
            folder, "--port", "0", "--cluster-name", "late", "--cluster-bind", address, "--cluster-peers",
            address + "," + members.addresses().get(0))) {
      server.awaitPort();
      assertEquals("inTouch", members.stateOf(0, "late")); // it says that it listens once it has joined
      assertTrue(server.errors().contains("late has joined at " + address + ", members: "), server.errors());
      assertTrue(server.errors().contains("node-1"), server.errors());
    }
  }
}
