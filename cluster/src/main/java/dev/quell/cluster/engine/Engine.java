package dev.quell.cluster.engine;

/**
 * Carries messages between members: transport, discovery, encryption, and hints about who lives. It promises nothing
 * about delivery: a message may be lost, come twice or out of order. Any thread may call any method.
 */
public interface Engine extends AutoCloseable {

  /**
   * Starts to receive and to look for others. Called once.
   *
   * @param listener what is told; not called after {@link #close} has returned
   */
  void start(Listener listener);

  /**
   * Sends a message to one member. Never blocks: what cannot be taken now is dropped.
   *
   * @param member the name of the member
   * @param message not changed after the call
   * @return false if it was certainly not sent: the member is not connected, or too much waits to be sent
   */
  boolean send(String member, byte[] message);

  @Override
  void close();

  /** What an engine tells. The calls come from threads of the engine, perhaps several at once, and must not block. */
  interface Listener {

    /**
     * A message has come.
     *
     * @param member the name of the member that sent it, as the engine knows it: with TLS, as its certificate allows
     * @param message its bytes, which the listener may keep
     */
    void received(String member, byte[] message);

    /**
     * Something points to a member being there, or not. A hint only: nothing is concluded from it but whom to ask.
     *
     * @param member the name of the member
     * @param lives whether it is there
     */
    void hint(String member, boolean lives);
  }
}
