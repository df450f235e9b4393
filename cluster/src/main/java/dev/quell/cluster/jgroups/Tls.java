package dev.quell.cluster.jgroups;

import dev.quell.cluster.engine.EngineException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Reads key and trust stores. */
public final class Tls {
  static final String[] PROTOCOLS = {"TLSv1.3"};

  private Tls() {}

  /**
   * Makes what the engine needs for mutual TLS.
   *
   * @param keyStore a PKCS #12 file with the member's key and certificate
   * @param trustStore a PKCS #12 file with the certificates of those who may be members, or of their authority
   * @param password of both files and of the key
   * @return the context, for TLS 1.3
   * @throws EngineException if a file cannot be read, or holds nothing of use
   */
  public static SSLContext context(final Path keyStore, final Path trustStore, final char[] password) {
    try {
      final KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      final KeyStore own = load(keyStore, password);
      requireEntry(own, keyStore, "key", true);
      keys.init(own, password);
      final TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      final KeyStore others = load(trustStore, password);
      requireEntry(others, trustStore, "trusted certificate", false);
      trusted.init(others);
      final SSLContext context = SSLContext.getInstance(PROTOCOLS[0]);
      context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
      return context;
    } catch (final GeneralSecurityException e) {
      throw unusable(keyStore + " and " + trustStore + " cannot be used", e);
    }
  }

  private static KeyStore load(final Path file, final char[] password) {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw unusable("there is no file to read at " + file, null);
    }
    try (InputStream in = Files.newInputStream(file)) {
      final KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password);
      return store;
    } catch (final IOException | GeneralSecurityException e) {
      throw unusable(file + " is no PKCS #12 file with that password", e);
    }
  }

  private static void requireEntry(final KeyStore store, final Path file, final String what, final boolean key)
      throws GeneralSecurityException {
    for (final String alias : java.util.Collections.list(store.aliases())) {
      if (key ? store.isKeyEntry(alias) : store.isCertificateEntry(alias)) {
        return;
      }
    }
    throw unusable(file + " holds no " + what, null);
  }

  private static EngineException unusable(final String what, final @org.jspecify.annotations.Nullable Exception cause) {
    return new EngineException(
        EngineException.Reason.TLS,
        what + (cause == null || cause.getMessage() == null ? "" : ": " + cause.getMessage()), cause);
  }
}
