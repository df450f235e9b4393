package dev.quell.cluster;

import dev.quell.cluster.engine.Engine;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** An engine that can be made deaf and dumb towards some members. */
final class Mutable implements Engine {
  private final Engine engine;
  private final Set<String> mute = ConcurrentHashMap.newKeySet();
  private volatile boolean allMute;

  Mutable(final Engine engine) {
    this.engine = engine;
  }

  void mute() {
    allMute = true;
  }

  void unmute() {
    allMute = false;
    mute.clear();
  }

  void mute(final String member) {
    mute.add(member);
  }

  private boolean isMute(final String member) {
    return allMute || mute.contains(member);
  }

  @Override
  public void start(final Listener listener) {
    engine.start(
        new Listener() {
          @Override
          public void received(final String member, final byte[] message) {
            if (!isMute(member)) {
              listener.received(member, message);
            }
          }

          @Override
          public void hint(final String member, final boolean lives) {
            listener.hint(member, lives);
          }
        });
  }

  @Override
  public boolean send(final String member, final byte[] message) {
    return isMute(member) || engine.send(member, message);
  }

  @Override
  public void close() {
    engine.close();
  }
}
