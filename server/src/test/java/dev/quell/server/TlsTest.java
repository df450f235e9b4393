package dev.quell.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoTimeoutException;
import com.mongodb.client.MongoClient;
import dev.quell.server.net.TlsOptions;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Clients over TLS, with certificates that the JDK's keytool makes for the test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TlsTest {
  private static final String PASSWORD = "changeit";

  @TempDir static Path directory;

  private Path store;
  private Path certificate;
  private Path key;

  @BeforeAll
  void makeCertificate() throws Exception {
    store = directory.resolve("server.p12");
    final Process keytool = new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", "server",
        "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "SAN=ip:127.0.0.1,dns:localhost", "-storetype", "PKCS12",
        "-keystore", store.toString(), "-storepass", PASSWORD)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("keytool.txt").toFile())
        .start();
    assertEquals(0, keytool.waitFor());
    final KeyStore keys = keyStore();
    certificate = pem("certificate.pem", "CERTIFICATE", keys.getCertificate("server").getEncoded());
    key = pem("key.pem", "PRIVATE KEY", keys.getKey("server", PASSWORD.toCharArray()).getEncoded());
  }

  private Path pem(final String file, final String what, final byte[] bytes) throws Exception {
    return Files.writeString(directory.resolve(file), "-----BEGIN " + what + "-----\n"
        + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + what + "-----\n");
  }

  private KeyStore keyStore() throws Exception {
    final KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }

  private MongoClientSettings.Builder trusting(final TestServer server, final boolean withCertificate)
      throws Exception {
    final KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", keyStore().getCertificate("server"));
    final TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    final KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keyStore(), PASSWORD.toCharArray());
    final SSLContext context = SSLContext.getInstance("TLS");
    context.init(withCertificate ? own.getKeyManagers() : null, trust.getTrustManagers(), null);
    return server.settings()
        .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(withCertificate ? 20 : 2, TimeUnit.SECONDS))
        .applyToSslSettings(ssl -> ssl.enabled(true).context(context));
  }

  private static double ping(final TestServer server, final MongoClient client) {
    return server.admin(client, "{ping: 1}").getDouble("ok");
  }

  @Test
  void shouldServeWithPemFiles() throws Exception {
    try (TestServer server = TestServer.with(options -> options.tls(TlsOptions.pem(certificate, key, null)))) {
      assertEquals(1.0, ping(server, server.client(trusting(server, true))));
    }
  }

  @Test
  void shouldServeWithAKeyStore() throws Exception {
    try (TestServer server = TestServer.with(options -> options.tls(TlsOptions.pkcs12(store, PASSWORD)))) {
      assertEquals(1.0, ping(server, server.client(trusting(server, true))));
    }
  }

  @Test
  void shouldRefuseAClientWithoutACertificateWhereOneIsAsked() throws Exception {
    final TlsOptions both = TlsOptions.pkcs12(store, PASSWORD).requireClients(certificate);
    try (TestServer server = TestServer.with(options -> options.tls(both))) {
      assertEquals(1.0, ping(server, server.client(trusting(server, true))));

      final MongoClient without = server.client(trusting(server, false));
      assertThrows(MongoTimeoutException.class, () -> ping(server, without));
    }
  }

  @Test
  void shouldNotServeInTheClear() throws Exception {
    try (TestServer server = TestServer.with(options -> options.tls(TlsOptions.pkcs12(store, PASSWORD)))) {
      final MongoClient clear = server.client(server.settings()
          .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(2, TimeUnit.SECONDS)));

      assertThrows(MongoTimeoutException.class, () -> ping(server, clear));
    }
  }

  @Test
  void shouldNotStartWithAnotherPassword() {
    final ServerOptions options =
        ServerOptions.builder().port(0).tls(TlsOptions.pkcs12(store, "wrong")).build();

    final List<String> message = List.of(assertThrows(StartException.class,
        () -> new QuellServer(options).start()).getMessage().split("\n"));

    assertEquals(1, message.size());
  }
}
