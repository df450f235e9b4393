package dev.quell.server;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** Where the server's certificate and key are, and whose certificates it asks of clients. Immutable. */
public sealed interface Tls {
  /** Certificates, as PEM, one of which must have signed that of each client; empty: clients need none. */
  Optional<Path> clientCa();

  /**
   * Two PEM files.
   *
   * @param certificate the certificate, followed by those that lead to a root
   * @param key its private key, as PKCS#8
   * @param clientCa who signs the certificates of clients
   */
  record Pem(Path certificate, Path key, Optional<Path> clientCa) implements Tls {
    /** Refuses null. */
    public Pem {
      Objects.requireNonNull(certificate, "certificate");
      Objects.requireNonNull(key, "key");
      Objects.requireNonNull(clientCa, "clientCa");
    }
  }

  /**
   * A key store of the JDK, PKCS#12 or JKS.
   *
   * @param store the file
   * @param password of the store and of the key in it
   * @param clientCa who signs the certificates of clients
   */
  record Keystore(Path store, String password, Optional<Path> clientCa) implements Tls {
    /** Refuses null. */
    public Keystore {
      Objects.requireNonNull(store, "store");
      Objects.requireNonNull(password, "password");
      Objects.requireNonNull(clientCa, "clientCa");
    }

    /** Without the password. */
    @Override
    public String toString() {
      return "Keystore[store=" + store + ", clientCa=" + clientCa + "]";
    }
  }
}
