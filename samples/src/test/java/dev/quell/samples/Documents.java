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
      Map.ofEntries(
          Map.entry("README.md", Frame.class),
          Map.entry("docs/library.md", LibraryFrame.class),
          Map.entry("docs/library.md#Asynchronous hosts", AsynchronousFrame.class),
          Map.entry("docs/library.md#A JDBC gateway", GatewayFrame.class),
          Map.entry("docs/integrations.md#JDBC", JdbcFrame.class),
          Map.entry("docs/integrations.md#Micrometer", MicrometerFrame.class),
          Map.entry("docs/integrations.md#Reactor", ReactorFrame.class),
          Map.entry("docs/integrations.md#Test kit", TestkitFrame.class),
          Map.entry("docs/integrations.md#gRPC", GrpcFrame.class),
          Map.entry("docs/integrations.md#JMX", JmxFrame.class),
          Map.entry("docs/cluster.md", ClusterFrame.class),
          Map.entry("docs/mongod.md", CommandsFrame.class));

  private Documents() {}

  static List<String> names() {
    return FRAMES.keySet().stream().map(key -> key.replaceFirst("#.*", "")).distinct().sorted().toList();
  }

  static List<Sample> samples() throws IOException {
    final List<Sample> samples = new ArrayList<>();
    for (final String document : names()) {
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
