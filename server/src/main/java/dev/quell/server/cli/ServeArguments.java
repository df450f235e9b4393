package dev.quell.server.cli;

import dev.quell.KillCoreBuilder;
import dev.quell.server.ServerOptions;
import dev.quell.server.net.TlsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of {@code serve} as they are typed, and what they come to. */
final class ServeArguments {
  private static final String DEFAULT = " (default: ${DEFAULT-VALUE})";
  private static final int MOST_PORT = 65_535;
  /** Two years. */
  private static final int MOST_MINUTES = 730 * 24 * 60;

  @Spec private CommandSpec spec;

  @Option(names = "--host", paramLabel = "ADDRESS", defaultValue = "127.0.0.1",
      description = "Address to listen on" + DEFAULT)
  private String host;

  @Option(names = "--port", paramLabel = "PORT", defaultValue = "" + ServerOptions.DEFAULT_PORT,
      description = "Port to listen on; 0 picks a free one" + DEFAULT)
  private int port;

  @Option(names = "--auth", description = "Clients must log in; the first user is made from this machine")
  private boolean auth;

  @Option(names = "--data", paramLabel = "DIR", description = "Keeps the data there; without it, in memory")
  private @Nullable Path data;

  @Option(names = "--tls-cert", paramLabel = "FILE", description = "Certificate as PEM, for TLS; with --tls-key")
  private @Nullable Path tlsCert;

  @Option(names = "--tls-key", paramLabel = "FILE", description = "Its private key, as PKCS#8 PEM")
  private @Nullable Path tlsKey;

  @Option(names = "--tls-keystore", paramLabel = "FILE", description = "PKCS#12 store, in place of PEM files")
  private @Nullable Path tlsKeystore;

  @Option(names = "--tls-password", paramLabel = "PASSWORD", description = "Password of the store; others may see it")
  private @Nullable String tlsPassword;

  @Option(names = "--tls-password-file", paramLabel = "FILE", description = "File whose first line is the password")
  private @Nullable Path tlsPasswordFile;

  @Option(names = "--tls-ca", paramLabel = "FILE",
      description = "Certificates as PEM, one of which must have signed that of every client")
  private @Nullable Path tlsCa;

  @Option(names = "--session-timeout-minutes", paramLabel = "N", defaultValue = "30",
      description = "A session that is not used ends" + DEFAULT)
  private int sessionMinutes;

  @Option(names = "--cursor-timeout-minutes", paramLabel = "N", defaultValue = "10",
      description = "A cursor without a session that is not used closes" + DEFAULT)
  private int cursorMinutes;

  @Option(names = "--sweep-seconds", paramLabel = "N", defaultValue = "300",
      description = "How often sessions are removed that clients have ended" + DEFAULT)
  private int sweepSeconds;

  @Option(names = "--max-sessions", paramLabel = "N", defaultValue = "1000000",
      description = "Sessions at once" + DEFAULT)
  private int maxSessions;

  @Option(names = "--max-sessions-per-user", paramLabel = "N", defaultValue = "0",
      description = "Sessions of one user at once; 0: no such limit" + DEFAULT)
  private int maxSessionsPerUser;

  @Option(names = "--user-is-full", paramLabel = "refuse|end-longest-idle", defaultValue = "refuse",
      description = "What one session of a user too many does: it is refused, or ends the user's longest idle one"
          + DEFAULT)
  private String userIsFull;

  @Option(names = "--max-connections", paramLabel = "N", defaultValue = "" + ServerOptions.DEFAULT_MAX_CONNECTIONS,
      description = "Connections at once" + DEFAULT)
  private int maxConnections;

  @Option(names = "--workers", paramLabel = "N", defaultValue = "" + ServerOptions.DEFAULT_WORKERS,
      description = "Threads that read and write data; 0: virtual threads, on JDK 21 and later" + DEFAULT)
  private int workers;

  @Option(names = "--enable-test-commands", description = "Adds sleep and others for tests; not for use in earnest")
  private boolean testCommands;

  @Mixin
  private ClusterArguments cluster;

  /** The options; what does not hold is told as picocli tells its own errors. */
  ServerOptions options() {
    within("--port", port, 0, MOST_PORT, "");
    within("--session-timeout-minutes", sessionMinutes, 1, MOST_MINUTES, "minutes");
    within("--cursor-timeout-minutes", cursorMinutes, 1, MOST_MINUTES, "minutes");
    within("--sweep-seconds", sweepSeconds, 1, 60 * MOST_MINUTES, "seconds");
    within("--max-sessions", maxSessions, 1, KillCoreBuilder.MOST_SESSIONS, "");
    within("--max-sessions-per-user", maxSessionsPerUser, 0, KillCoreBuilder.MOST_SESSIONS, "");
    within("--max-connections", maxConnections, 1, ServerOptions.MOST_CONNECTIONS, "");
    within("--workers", workers, 0, ServerOptions.MOST_WORKERS, "");
    if (host.isBlank()) {
      throw refused("--host must not be empty");
    }
    if (data != null && data.toString().isBlank()) { // as of a variable that is not set; not the current directory
      throw refused("--data must not be empty");
    }
    try {
      return ServerOptions.builder()
          .host(host)
          .port(port)
          .auth(auth)
          .data(data)
          .tls(tls())
          .sessionTimeout(Duration.ofMinutes(sessionMinutes))
          .cursorTimeout(Duration.ofMinutes(cursorMinutes))
          .sweepEvery(Duration.ofSeconds(sweepSeconds))
          .maxSessions(maxSessions)
          .maxSessionsPerUser(maxSessionsPerUser, endsLongestIdle())
          .maxConnections(maxConnections)
          .workers(workers)
          .testCommands(testCommands)
          .cluster(cluster.options())
          .build();
    } catch (final IllegalArgumentException e) {
      throw refused(e.getMessage());
    }
  }

  private boolean endsLongestIdle() {
    return switch (userIsFull) {
      case "refuse" -> false;
      case "end-longest-idle" -> true;
      default -> throw refused("--user-is-full is '" + userIsFull + "': expected refuse or end-longest-idle");
    };
  }

  /** In the unit in which it was typed. */
  private void within(final String option, final int value, final int least, final int most, final String unit) {
    if (value < least || value > most) {
      throw refused(option + " must be from " + least + " to " + most + (unit.isEmpty() ? "" : " " + unit)
          + ", but is " + value);
    }
  }

  private @Nullable TlsOptions tls() {
    if ((tlsCert == null) != (tlsKey == null)) {
      throw refused("--tls-cert and --tls-key go together");
    }
    if (tlsCert != null && tlsKeystore != null) {
      throw refused("--tls-cert and --tls-keystore exclude each other");
    }
    if (tlsKeystore == null && (tlsPassword != null || tlsPasswordFile != null)) {
      throw refused("a TLS password goes with --tls-keystore");
    }
    final TlsOptions tls;
    if (tlsCert != null && tlsKey != null) {
      tls = TlsOptions.pem(readable("--tls-cert", tlsCert), readable("--tls-key", tlsKey), null);
    } else if (tlsKeystore != null) {
      tls = TlsOptions.pkcs12(readable("--tls-keystore", tlsKeystore), password());
    } else if (tlsCa != null) {
      throw refused("--tls-ca goes with --tls-cert or --tls-keystore");
    } else {
      return null;
    }
    return tlsCa == null ? tls : tls.requireClients(readable("--tls-ca", tlsCa));
  }

  private String password() {
    if ((tlsPassword == null) == (tlsPasswordFile == null)) {
      throw refused("--tls-keystore needs one of --tls-password and --tls-password-file");
    }
    if (tlsPassword != null) {
      return tlsPassword;
    }
    try (var lines = Files.lines(readable("--tls-password-file", tlsPasswordFile))) {
      return lines.findFirst().orElseThrow(() -> refused(tlsPasswordFile + " is empty"));
    } catch (final IOException | java.io.UncheckedIOException e) {
      throw refused("cannot read " + tlsPasswordFile + ": " + e.getMessage());
    }
  }

  private Path readable(final String option, final Path file) {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw refused(option + ": no file to read at " + file);
    }
    return file;
  }

  private ParameterException refused(final @Nullable String message) {
    return new ParameterException(line(), message);
  }

  private CommandLine line() {
    return spec.commandLine();
  }
}
