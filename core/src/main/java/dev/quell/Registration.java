package dev.quell;

/**
 * Something that was registered and can be taken back. Safe from any thread. A host that never takes it back need not
 * keep it.
 */
@FunctionalInterface
public interface Registration extends AutoCloseable {

  /**
   * Takes the registration back. Afterwards what was registered is not called any more, unless that has begun already.
   * A second call does nothing.
   */
  @Override
  void close();
}
