package dev.quell.samples;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Map;

/** The samples of all documents, compiled once. */
final class Compiled {
  static final List<String> FAULTS;
  private static final Map<String, Class<?>> CLASSES;

  static {
    try {
      final SampleCompiler compiler = new SampleCompiler();
      FAULTS = compiler.compile(Documents.samples());
      CLASSES = FAULTS.isEmpty() ? compiler.load() : Map.of();
    } catch (final IOException | IllegalAccessException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private Compiled() {}

  static Frame newInstance(final Sample sample) throws ReflectiveOperationException {
    final Class<?> compiled = CLASSES.get(sample.name());
    if (compiled == null) {
      throw new AssertionError("not compiled, see shouldCompileAsItStandsInTheDocuments: " + sample);
    }
    final Constructor<?> constructor = compiled.getDeclaredConstructor();
    constructor.setAccessible(true); // a class without a modifier has such a constructor
    return (Frame) constructor.newInstance();
  }

  /** The n-th sample with this frame, counted from zero. */
  static <T extends Frame> T newInstance(final Class<T> frame, final int n) throws Exception {
    final List<Sample> samples = Documents.samples().stream().filter(sample -> sample.frame() == frame).toList();
    return frame.cast(newInstance(samples.get(n)));
  }
}
