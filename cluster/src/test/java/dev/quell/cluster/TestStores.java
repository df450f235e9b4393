package dev.quell.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;

/** Makes key and trust stores with the tool of the JDK. */
public final class TestStores {
  public static final char[] PASSWORD = "changeit".toCharArray();

  private TestStores() {}

  /** A key store with a new key, and beside it {@code NAME.trust}, which trusts that key alone. */
  public static Path make(final Path directory, final String name) throws Exception {
    final Path keys = directory.resolve(name + ".keys");
    final Process keytool =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name, "-validity", "2",
            "-storetype", "PKCS12", "-keystore", keys.toString(), "-storepass", new String(PASSWORD))
            .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    keytool.waitFor(60, TimeUnit.SECONDS);
    assertEquals(0, keytool.exitValue());
    final KeyStore made = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      made.load(in, PASSWORD);
    }
    final KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, PASSWORD);
    trusted.setCertificateEntry(name, made.getCertificate(name));
    try (OutputStream out = Files.newOutputStream(trustOf(keys))) {
      trusted.store(out, PASSWORD);
    }
    return keys;
  }

  /** The trust store beside a key store. */
  public static Path trustOf(final Path keys) {
    return keys.resolveSibling(keys.getFileName().toString().replace(".keys", ".trust"));
  }
}
