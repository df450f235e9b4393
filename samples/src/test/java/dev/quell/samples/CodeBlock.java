package dev.quell.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A block of Java in a document.
 *
 * @param document its path from the root of the project, with slashes
 * @param heading the heading that it stands under
 * @param line the number of its first line
 * @param lines as they stand there
 */
record CodeBlock(String document, String heading, int line, List<String> lines) {

  static List<CodeBlock> of(final Path root, final String document) throws IOException {
    final List<CodeBlock> blocks = new ArrayList<>();
    final List<String> lines = Files.readAllLines(root.resolve(document));
    String heading = "";
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("#")) {
        heading = lines.get(i).replaceFirst("^#+ *", "");
      } else if (lines.get(i).startsWith("```")) {
        final int first = i + 1;
        final int end = first + lines.subList(first, lines.size()).indexOf("```");
        if (lines.get(i).equals("```java")) {
          blocks.add(new CodeBlock(document, heading, first + 1, List.copyOf(lines.subList(first, end))));
        }
        i = end;
      }
    }
    return blocks;
  }

  /** Where it is, as a compiler would say. */
  String place() {
    return document + ":" + line;
  }

  /** Whether it declares methods or a class, rather than being the inside of a method. */
  boolean declares() {
    return lines.get(0).matches("(@|((public|final|abstract) )*class ).*")
        || !lines.get(0).matches("(try|for|while|if|switch)\\b.*")
            && lines.get(0).matches("[\\w<>?, ]+ \\w+\\([^()]*\\) (throws [\\w, ]+ )?\\{.*");
  }
}
