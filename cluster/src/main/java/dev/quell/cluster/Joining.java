package dev.quell.cluster;

import dev.quell.cluster.ClusterException.Reason;
import dev.quell.cluster.engine.EngineException;
import dev.quell.cluster.jgroups.EngineSettings;
import dev.quell.cluster.jgroups.JGroupsEngine;
import dev.quell.cluster.jgroups.Tls;
import dev.quell.cluster.protocol.Settings;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/** What a member is made of, from what its builder was told. */
final class Joining {
  private static final Duration ALONE = Duration.ofMillis(200);

  private Joining() {}

  /** Takes the address. */
  static JGroupsEngine open(
      final ClusterBuilder builder, final String self, final Consumer<EngineException> onRefusal) {
    try {
      final SSLContext tls = builder.stores == null
          ? null : Tls.context(builder.stores.keys(), builder.stores.trusted(), builder.stores.password());
      return JGroupsEngine.open(new EngineSettings(self, builder.bind, builder.peers, tls), onRefusal);
    } catch (final EngineException e) {
      throw typed(e);
    }
  }

  static ClusterException typed(final EngineException e) {
    final Reason reason = switch (e.reason()) {
      case ADDRESS -> Reason.ADDRESS;
      case UNPROTECTED -> Reason.UNPROTECTED;
      case TLS -> Reason.TLS;
      case NAME_TAKEN -> Reason.NAME_TAKEN;
    };
    return new ClusterException(reason, String.valueOf(e.getMessage()), e);
  }

  static Settings settings(final ClusterBuilder builder, final String name) {
    final Settings defaults = Settings.of(name, System.currentTimeMillis(), ThreadLocalRandom.current().nextLong());
    return new Settings(
        name, defaults.incarnation(), defaults.tickNanos(), defaults.digestNanos(), defaults.digestPeers(),
        defaults.leaseNanos(), defaults.silenceNanos(), lookFor(builder).toNanos(), defaults.clockRate(),
        defaults.logNanos(), defaults.logEntries(), defaults.logBytes(), builder.gapsKill,
        builder.fenceAfter.toNanos(), defaults.seed());
  }

  /** Without peers there is nobody to look for, except members that know this address and come at once. */
  private static Duration lookFor(final ClusterBuilder builder) {
    return builder.peers.isEmpty() && builder.joinTimeout.compareTo(ALONE) > 0 ? ALONE : builder.joinTimeout;
  }
}
