package dev.quell.bench.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program: prints its arguments, writes the last one into the file that the property {@code file} names. */
final class Words {
  private Words() {}

  public static void main(final String[] args) throws IOException {
    int status = 0;
    for (final String word : args) {
      System.out.println(word);
      status = word.startsWith("exit=") ? Integer.parseInt(word.substring("exit=".length())) : status;
    }
    if (System.getProperty("file") != null) {
      Files.writeString(Path.of(System.getProperty("file")), args[args.length - 1]);
    }
    System.exit(status);
  }
}
