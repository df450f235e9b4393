package dev.quell.samples;

import dev.quell.Uid;
import dev.quell.cluster.ClusterReport;
import java.nio.file.Path;

/** What docs/cluster.md presumes. */
abstract class ClusterFrame extends Frame {
  final Uid uid = alice.uid();
  final Path keyStore = Path.of("node-1.keys");
  final Path trustStore = Path.of("cluster.trust");
  final char[] password = {};

  void audit(final ClusterReport report) {
    log(report);
  }
}
