package dev.quell.server.net;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Where the server's key is, and whether clients must show a certificate of theirs. Immutable. */
public final class TlsOptions {
  // Either the first two, or the store and its password.
  private final @Nullable Path chain;
  private final @Nullable Path key;
  private final @Nullable Path store;
  private final @Nullable String password;
  private final Optional<Path> clientAuthority;

  private TlsOptions(
      final @Nullable Path chain,
      final @Nullable Path key,
      final @Nullable Path store,
      final @Nullable String password,
      final Optional<Path> clientAuthority) {
    this.chain = chain;
    this.key = key;
    this.store = store;
    this.password = password;
    this.clientAuthority = clientAuthority;
  }

  /**
   * A key in PEM files.
   *
   * @param chain the certificates, the server's own first
   * @param key the private key, PKCS#8
   * @param password of the key; null if it has none
   */
  public static TlsOptions pem(final Path chain, final Path key, final @Nullable String password) {
    return new TlsOptions(
        Objects.requireNonNull(chain, "chain"), Objects.requireNonNull(key, "key"), null, password, Optional.empty());
  }

  /**
   * A key in a PKCS#12 file.
   *
   * @param store the file
   * @param password of the file and the key in it
   */
  public static TlsOptions pkcs12(final Path store, final String password) {
    return new TlsOptions(null, null,
        Objects.requireNonNull(store, "store"), Objects.requireNonNull(password, "password"), Optional.empty());
  }

  /** The same, and clients must show a certificate that one of these (PEM) has signed. */
  public TlsOptions requireClients(final Path authority) {
    return new TlsOptions(chain, key, store, password, Optional.of(authority));
  }

  /**
   * Reads the files.
   *
   * @throws IOException if one cannot be read or holds something else; says which
   */
  SslContext toContext() throws IOException {
    try {
      final SslContextBuilder builder = (store == null
          ? SslContextBuilder.forServer(
              Objects.requireNonNull(chain).toFile(), Objects.requireNonNull(key).toFile(), password)
          : SslContextBuilder.forServer(keys(store, Objects.requireNonNull(password))))
          .sslProvider(SslProvider.JDK);
      if (clientAuthority.isPresent()) {
        builder.trustManager(clientAuthority.get().toFile()).clientAuth(ClientAuth.REQUIRE);
      }
      return builder.build();
    } catch (final GeneralSecurityException | IllegalArgumentException | SSLException e) {
      throw new IOException("no usable TLS key in " + (store == null ? chain + " and " + key : store)
          + clientAuthority.map(authority -> ", or no certificate in " + authority).orElse("")
          + ": " + e.getMessage(), e);
    }
  }

  private static KeyManagerFactory keys(final Path store, final String password)
      throws IOException, GeneralSecurityException {
    final KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, password.toCharArray());
    }
    final KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, password.toCharArray());
    return factory;
  }
}
