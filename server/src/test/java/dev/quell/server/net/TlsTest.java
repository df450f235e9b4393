package dev.quell.server.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quell.server.dispatch.Client;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  private static final String PASSWORD = "changeit";
  private static final String PING = "{ping: 1, $db: 'd'}";

  @TempDir private static Path folder;

  @BeforeAll
  static void makeKeys() throws Exception {
    for (final String name : List.of("server", "client", "stranger")) {
      final Process keytool = new ProcessBuilder(
          Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", name,
          "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=ip:127.0.0.1", "-validity", "2",
          "-storetype", "PKCS12", "-keystore", store(name).toString(), "-storepass", PASSWORD)
          .redirectErrorStream(true).redirectOutput(folder.resolve(name + ".log").toFile()).start();
      assertEquals(0, keytool.waitFor(), () -> "keytool, see " + name + ".log");
      final KeyStore keys = load(name);
      pem(name + ".crt", "CERTIFICATE", keys.getCertificate(name).getEncoded());
      pem(name + ".key", "PRIVATE KEY", keys.getKey(name, PASSWORD.toCharArray()).getEncoded());
    }
  }

  private static Path store(final String name) {
    return folder.resolve(name + ".p12");
  }

  private static Path file(final String name) {
    return folder.resolve(name);
  }

  private static KeyStore load(final String name) throws Exception {
    final KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store(name))) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }

  private static void pem(final String name, final String what, final byte[] bytes) throws IOException {
    final String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    Files.writeString(file(name), "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n",
        StandardCharsets.US_ASCII);
  }

  /** A client that trusts the server, and shows the certificate of {@code name} if that is not null. */
  private static RawClient client(final Rig rig, final String name) throws Exception {
    final KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", load("server").getCertificate("server"));
    final TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    final KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    if (name != null) {
      keys.init(load(name), PASSWORD.toCharArray());
    } else {
      keys.init(null, null);
    }
    final SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), new SecureRandom());
    final SSLSocket socket = (SSLSocket) context.getSocketFactory()
        .createSocket(InetAddress.getLoopbackAddress(), rig.server.port());
    return new RawClient(socket);
  }

  private static void assertServes(final TlsOptions tls, final String name) throws Exception {
    try (Rig rig = new Rig(options -> options.withTls(tls)); RawClient client = client(rig, name)) {
      assertEquals(1, client.run(PING).getDouble("ok").getValue());
      assertEquals(1_000_000, client.run("{big: 1000000, $db: 'd'}").getString("text").getValue().length());
    }
  }

  private static void assertRefuses(final TlsOptions tls, final String name) throws Exception {
    try (Rig rig = new Rig(options -> options.withTls(tls)); RawClient client = client(rig, name)) {
      assertThrows(IOException.class, () -> client.run(PING));
      assertEquals(0, rig.server.stats().requests());
    }
  }

  @Test
  void shouldServeWithAKeyInPemFiles() throws Exception {
    assertServes(TlsOptions.pem(file("server.crt"), file("server.key"), null), null);
  }

  @Test
  void shouldTellCommandsThatNobodyReadsAlong() throws Exception {
    try (Rig rig = new Rig(options -> options.withTls(TlsOptions.pkcs12(store("server"), PASSWORD)));
        RawClient client = client(rig, null)) {
      client.run(PING);
      assertEquals(List.of(true), rig.server.clients().map(Client::isEncrypted).toList());
    }
  }

  @Test
  void shouldTellCommandsThatAnybodyMayReadAlong() throws Exception {
    try (Rig rig = new Rig(); RawClient client = rig.client()) {
      client.run(PING);
      assertEquals(List.of(false), rig.server.clients().map(Client::isEncrypted).toList());
    }
  }

  @Test
  void shouldServeWithAKeyInAStore() throws Exception {
    assertServes(TlsOptions.pkcs12(store("server"), PASSWORD), null);
  }

  @Test
  void shouldServeAClientWithACertificate() throws Exception {
    assertServes(TlsOptions.pkcs12(store("server"), PASSWORD).requireClients(file("client.crt")), "client");
  }

  @Test
  void shouldRefuseAClientWithoutACertificate() throws Exception {
    assertRefuses(TlsOptions.pkcs12(store("server"), PASSWORD).requireClients(file("client.crt")), null);
  }

  @Test
  void shouldRefuseAClientWithTheCertificateOfAnother() throws Exception {
    assertRefuses(TlsOptions.pkcs12(store("server"), PASSWORD).requireClients(file("client.crt")), "stranger");
  }

  @Test
  void shouldCloseAPlainClient() throws Exception {
    try (Rig rig = new Rig(options -> options.withTls(TlsOptions.pkcs12(store("server"), PASSWORD)));
        RawClient plain = rig.client()) {
      plain.command(0, PING);
      plain.awaitClosed();
      assertEquals(0, rig.server.stats().requests());
    }
  }

  @Test
  void shouldNotWaitForeverForAHandshake() throws Exception {
    try (Rig rig = new Rig(options -> options.withTls(TlsOptions.pkcs12(store("server"), PASSWORD))
        .withTimes(Duration.ofMillis(200), Duration.ofMillis(200)));
        RawClient silent = rig.client()) {
      silent.awaitClosed();
    }
  }

  @Test
  void shouldKillTheCommandOfAClientThatGoes() throws Exception {
    try (Rig rig = new Rig(options -> options.withTls(TlsOptions.pkcs12(store("server"), PASSWORD)))) {
      final RawClient client = client(rig, null);
      client.command(0, "{hold: 1, $db: 'd'}");
      rig.holding.acquire();
      client.close();
      assertEquals(279, rig.killed.take());
    }
  }

  @Test
  void shouldSayThatThePasswordIsWrong() {
    assertThrows(IOException.class,
        () -> new Rig(options -> options.withTls(TlsOptions.pkcs12(store("server"), "wrong"))));
  }

  @Test
  void shouldSayThatACertificateIsNone() {
    assertThrows(IOException.class,
        () -> new Rig(options -> options.withTls(TlsOptions.pem(file("server.key"), file("server.key"), null))));
  }
}
