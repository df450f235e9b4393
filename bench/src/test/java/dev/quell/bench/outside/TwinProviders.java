package dev.quell.bench.outside;

import dev.quell.bench.peer.Subject;
import dev.quell.bench.peer.SubjectProvider;

/** Two of one name. */
final class TwinProviders {
  private TwinProviders() {}

  /** One of them. */
  public static final class First extends Twin {}

  /** The other. */
  public static final class Second extends Twin {}

  private static class Twin implements SubjectProvider {
    @Override
    public String name() {
      return "twin";
    }

    @Override
    public Subject<?, ?> create(final int maxSessions) {
      return new MapSubject();
    }
  }
}
