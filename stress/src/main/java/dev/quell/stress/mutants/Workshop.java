package dev.quell.stress.mutants;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Makes the classes of a mutant, from the sources that this jar carries. */
public final class Workshop {
  private static final String SOURCES = "/core-sources/dev/quell/";

  private static final JavaCompiler COMPILER =
      Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "mutants are compiled, which takes a JDK");
  /** One for all mutants: it remembers what is on the class path. */
  private static final JavaFileManager FILES = COMPILER.getStandardFileManager(null, null, StandardCharsets.UTF_8);

  private Workshop() {}

  /** The source of a file of core or cluster, from {@code dev/quell} on. */
  static String source(final String file) {
    try (InputStream in = Workshop.class.getResourceAsStream(SOURCES + file)) {
      if (in == null) {
        throw new IllegalStateException("there is no " + file + " among the sources of core and cluster");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Compiles the changed files of the mutant into the directory, against our own class path. */
  public static void make(final Mutant mutant, final Path directory) {
    final List<JavaFileObject> sources = new ArrayList<>();
    for (final String file : mutant.files()) {
      sources.add(new Source(file, mutant.applyTo(file, source(file))));
    }
    compile(mutant.name(), sources, directory);
  }

  /** A source that is no file. */
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(final String file, final String text) {
      super(URI.create("string:///dev/quell/" + file), JavaFileObject.Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(final boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static void compile(final String name, final List<JavaFileObject> sources, final Path directory) {
    final StringWriter messages = new StringWriter();
    final List<String> options = List.of(
        "-d", directory.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none", "-nowarn", "-g",
        "--release", "17");
    if (!COMPILER.getTask(messages, FILES, null, options, null, sources).call()) {
      throw new IllegalStateException(name + " does not compile:\n" + messages);
    }
  }
}
