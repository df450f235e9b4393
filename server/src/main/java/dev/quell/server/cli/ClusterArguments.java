package dev.quell.server.cli;

import dev.quell.cluster.Cluster;
import dev.quell.server.ClusterOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of {@code serve} for a cluster, as they are typed. */
final class ClusterArguments {
  private static final int LEAST_MILLIS = 100;
  private static final int MOST_MILLIS = 3_600_000;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--cluster-name", paramLabel = "NAME",
      description = "Takes part in a cluster under this name; kills reach all members")
  private @Nullable String name;

  @Option(names = "--cluster-bind", paramLabel = "HOST:PORT", defaultValue = "127.0.0.1:7800",
      description = "Where the other members reach this one; not loopback only with TLS (default: ${DEFAULT-VALUE})")
  private String bind;

  @Option(names = "--cluster-peers", paramLabel = "HOST:PORT", split = ",", defaultValue = Option.NULL_VALUE,
      description = "Where other members may be; one that is there tells of the others")
  private @Nullable List<String> peers;

  @Option(names = "--cluster-key-store", paramLabel = "FILE",
      description = "PKCS#12 store with the key of this member, for TLS among members")
  private @Nullable Path keyStore;

  @Option(names = "--cluster-trust-store", paramLabel = "FILE",
      description = "PKCS#12 store with the certificates of those who may be members")
  private @Nullable Path trustStore;

  @Option(names = "--cluster-password-file", paramLabel = "FILE",
      description = "File whose first line is the password of both stores")
  private @Nullable Path passwordFile;

  @Option(names = "--cluster-timeout-millis", paramLabel = "N", defaultValue = "2000",
      description = "How long a command waits for a member (default: ${DEFAULT-VALUE})")
  private int timeoutMillis;

  /** The options; null without a name. */
  @Nullable
  ClusterOptions options() {
    final String member = name;
    if (member == null) {
      spec.commandLine().getParseResult().matchedOptions().stream()
          .map(OptionSpec::longestName)
          .filter(option -> option.startsWith("--cluster-"))
          .findFirst()
          .ifPresent(option -> {
            throw refused(option + " goes with --cluster-name");
          });
      return null;
    }
    if (timeoutMillis < LEAST_MILLIS || timeoutMillis > MOST_MILLIS) {
      throw refused("--cluster-timeout-millis must be from " + LEAST_MILLIS + " to " + MOST_MILLIS + ", but is "
          + timeoutMillis);
    }
    final int colon = bind.lastIndexOf(':');
    final String host = bind.substring(0, Math.max(0, colon)).replaceAll("^\\[(.*)]$", "$1");
    final int port = portOf(bind.substring(colon + 1));
    if (host.isEmpty() || port < 0) {
      throw refused("--cluster-bind is '" + bind + "': expected HOST:PORT");
    }
    final List<String> known = peers == null ? List.of() : peers;
    if (peers != null && known.isEmpty()) {
      throw refused("--cluster-peers names nobody: expected HOST:PORT, separated by commas");
    }
    check("--cluster-name", member, List.of());
    check("--cluster-peers", member, known);
    return new ClusterOptions(member, host, port, known, stores(), Duration.ofMillis(timeoutMillis));
  }

  private void check(final String option, final String member, final List<String> known) {
    try {
      Cluster.check(member, known);
    } catch (final IllegalArgumentException e) {
      throw refused(option + ": " + e.getMessage());
    }
  }

  private static int portOf(final String text) {
    try {
      final int port = Integer.parseInt(text);
      return port > 65_535 ? -1 : port;
    } catch (final NumberFormatException e) {
      return -1;
    }
  }

  private Optional<ClusterOptions.Stores> stores() {
    final Path keys = keyStore;
    final Path trusted = trustStore;
    final Path password = passwordFile;
    if (keys == null && trusted == null && password == null) {
      return Optional.empty();
    }
    if (keys == null || trusted == null || password == null) {
      throw refused("--cluster-key-store, --cluster-trust-store and --cluster-password-file go together");
    }
    return Optional.of(
        new ClusterOptions.Stores(
            readable("--cluster-key-store", keys), readable("--cluster-trust-store", trusted),
            firstLine("--cluster-password-file", password)));
  }

  private Path readable(final String option, final Path file) {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw refused(option + ": no file to read at " + file);
    }
    return file;
  }

  private String firstLine(final String option, final Path file) {
    try (var lines = Files.lines(readable(option, file))) {
      return lines.findFirst().orElseThrow(() -> refused(option + ": " + file + " is empty"));
    } catch (final IOException | UncheckedIOException e) {
      throw refused(option + ": " + file + " is no text in UTF-8");
    }
  }

  private ParameterException refused(final String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
