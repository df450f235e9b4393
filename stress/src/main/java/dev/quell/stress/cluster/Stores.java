package dev.quell.stress.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A key and a trust store for all members of a soak. */
final class Stores {
  static final String PASSWORD = "changeit";

  private Stores() {}

  static Path keys(final Path directory) {
    return directory.resolve("keys");
  }

  static Path trusted(final Path directory) {
    return directory.resolve("trusted");
  }

  static void make(final Path directory) throws IOException, InterruptedException {
    final String keys = keys(directory).toString();
    final String certificate = directory.resolve("certificate").toString();
    keytool("-genkeypair", "-alias", "soak", "-keyalg", "EC", "-dname", "CN=soak", "-keystore", keys);
    keytool("-exportcert", "-alias", "soak", "-file", certificate, "-keystore", keys);
    keytool(
        "-importcert", "-noprompt", "-alias", "soak", "-file", certificate, "-keystore",
        trusted(directory).toString());
  }

  private static void keytool(final String... arguments) throws IOException, InterruptedException {
    final List<String> command =
        new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    Shell.run(command);
  }
}
