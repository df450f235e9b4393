package dev.quell.samples;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A block of code, made a class: a subclass of the frame that has the names which the block does not declare. What
 * declares methods is the body of the class; anything else becomes its method {@code run}.
 */
record Sample(CodeBlock block, Class<? extends Frame> frame) {
  /** Imported by each sample, as a reader's editor would. */
  private static final String[] IMPORTS = {
    "dev.quell.*",
    "dev.quell.access.*",
    "dev.quell.cluster.*",
    "dev.quell.command.*",
    "dev.quell.grpc.*",
    "dev.quell.jdbc.*",
    "dev.quell.jmx.*",
    "dev.quell.micrometer.*",
    "dev.quell.reactor.*",
    "dev.quell.testkit.*",
    "io.grpc.*",
    "io.grpc.netty.*",
    "io.micrometer.core.instrument.*",
    "java.sql.*",
    "java.time.*",
    "java.util.*",
    "java.util.concurrent.*",
    "javax.management.*",
    "org.agrona.concurrent.*",
    "org.bson.*",
    "org.junit.jupiter.api.Test",
    "reactor.core.publisher.*",
    "reactor.core.scheduler.*"
  };

  /** The simple name of the class. */
  String name() {
    return "Sample_" + block.document().replaceAll("\\W", "_") + "_" + block.line();
  }

  /** The source, in which each line of the block has the number that it has in the document. */
  String source() {
    final String imports =
        Arrays.stream(IMPORTS).map(each -> "import " + each + "; ").collect(Collectors.joining());
    final String type = "final class " + name() + " extends " + frame.getSimpleName();
    final String method = block.declares() ? "" : "@Override void run() throws Exception { ";
    final String head = "package " + getClass().getPackageName() + "; " + imports + type + " { " + method;
    final String body =
        block.lines().stream()
            .map(line -> line.equals("...") ? "" : line) // where the reader's own code goes
            .collect(Collectors.joining("\n"));
    return head + "\n".repeat(block.line() - 1) + body + (block.declares() ? "\n}" : "\n}}");
  }

  @Override
  public String toString() {
    return block.place() + " " + block.heading();
  }
}
