package dev.quell;

/**
 * A registration that can be taken back. A host that never takes it back need not keep it.
 *
 * <p><b>Threads:</b> any thread, several at once. <b>Progress:</b> lock-free.
 */
@FunctionalInterface
public interface Registration extends AutoCloseable {

  /**
   * Takes the registration back. What was registered is not called any more, except by a kill that is under way. A
   * second call does nothing.
   */
  @Override
  void close();
}
