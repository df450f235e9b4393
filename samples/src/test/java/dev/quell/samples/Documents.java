package dev.quell.samples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The documents whose code is compiled, and the frame of each part of them. */
final class Documents {
  static final Path ROOT = Path.of("..");

  /** By document, or by document and heading: the more precise counts. */
  private static final Map<String, Class<? extends Frame>> FRAMES =
      Map.of(
          "README.md", Frame.class,
          "docs/library.md", LibraryFrame.class,
          "docs/library.md#Asynchronous hosts", AsynchronousFrame.class,
          "docs/library.md#A JDBC gateway", GatewayFrame.class,
          "docs/integrations.md#JDBC", JdbcFrame.class,
          "docs/integrations.md#Micrometer", MicrometerFrame.class,
          "docs/integrations.md#Reactor", ReactorFrame.class,
          "docs/cluster.md", ClusterFrame.class,
          "docs/mongod.md", CommandsFrame.class);

  private Documents() {}

  static List<Sample> samples() throws IOException {
    final List<Sample> samples = new ArrayList<>();
    for (final String document : FRAMES.keySet().stream().map(key -> key.replaceFirst("#.*", "")).distinct().toList()) {
      for (final CodeBlock block : CodeBlock.of(ROOT, document)) {
        samples.add(new Sample(block, frameOf(block)));
      }
    }
    return samples;
  }

  private static Class<? extends Frame> frameOf(final CodeBlock block) {
    final Class<? extends Frame> precise = FRAMES.get(block.document() + "#" + block.heading());
    return precise != null ? precise : FRAMES.getOrDefault(block.document(), Frame.class);
  }
}
