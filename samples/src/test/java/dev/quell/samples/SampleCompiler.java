package dev.quell.samples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles samples for JDK 17 in memory, and loads them into this package. */
final class SampleCompiler {
  private final Map<String, ByteArrayOutputStream> classes = new LinkedHashMap<>();
  private final DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();

  /** What the compiler finds, each with the line of the document; empty if there is nothing. */
  List<String> compile(final List<Sample> samples) throws IOException {
    final JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    try (JavaFileManager files = new InMemory(javac.getStandardFileManager(null, Locale.ROOT, null))) {
      javac.getTask(
          null,
          files,
          diagnostics,
          List.of(
              "--release", "17", "-proc:none", "-Xlint:deprecation,removal,unchecked,rawtypes",
              "-cp", System.getProperty("java.class.path")),
          null,
          samples.stream().map(Source::new).toList())
          .call();
    }
    return diagnostics.getDiagnostics().stream()
        .map(
            found -> (found.getSource() instanceof Source source ? source.sample.block().document() : "")
                + ":" + found.getLineNumber() + ": " + found.getMessage(Locale.ROOT))
        .toList();
  }

  /** Loads what was compiled. */
  Map<String, Class<?>> load() throws IllegalAccessException {
    final Map<String, Class<?>> loaded = new LinkedHashMap<>();
    for (final Map.Entry<String, ByteArrayOutputStream> each : classes.entrySet()) {
      loaded.put(each.getKey(), MethodHandles.lookup().defineClass(each.getValue().toByteArray()));
    }
    return loaded;
  }

  private static final class Source extends SimpleJavaFileObject {
    private final Sample sample;

    Source(final Sample sample) {
      super(URI.create("memory:///" + sample.name() + Kind.SOURCE.extension), Kind.SOURCE);
      this.sample = sample;
    }

    @Override
    public CharSequence getCharContent(final boolean ignoreEncodingErrors) {
      return sample.source();
    }
  }

  private final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
    InMemory(final JavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        final Location location, final String name, final JavaFileObject.Kind kind, final FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("memory:///" + name.replace('.', '/') + kind.extension), kind) {
        @Override
        public OutputStream openOutputStream() {
          final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          classes.put(name.substring(name.lastIndexOf('.') + 1), bytes);
          return bytes;
        }
      };
    }
  }
}
