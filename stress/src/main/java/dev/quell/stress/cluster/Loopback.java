package dev.quell.stress.cluster;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** All members on the loopback address of this machine, where nothing can be cut. */
final class Loopback implements Network {
  private final String why;

  Loopback(final String why) {
    this.why = why;
  }

  @Override
  public String host(final int member) {
    return "127.0.0.1";
  }

  @Override
  public int port() {
    return 0;
  }

  @Override
  public List<String> prefix(final int member) {
    return List.of();
  }

  @Override
  public Map<Harm, String> lacks() {
    final Map<Harm, String> all = new EnumMap<>(Harm.class);
    for (final Harm harm : Harm.values()) {
      all.put(harm, why);
    }
    return all;
  }

  @Override
  public void deafen(final int from, final int to) {
    throw new UnsupportedOperationException(why);
  }

  @Override
  public void harm(final Harm harm, final int member) {
    throw new UnsupportedOperationException(why);
  }

  @Override
  public void heal() {
    // nothing was harmed
  }

  @Override
  public void close() {
    // nothing is open
  }
}
