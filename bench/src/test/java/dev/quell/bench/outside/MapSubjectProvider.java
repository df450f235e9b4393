package dev.quell.bench.outside;

import dev.quell.bench.peer.Subject;
import dev.quell.bench.peer.SubjectProvider;

/** Makes {@link MapSubject} known to the benchmarks. */
public final class MapSubjectProvider implements SubjectProvider {
  @Override
  public String name() {
    return "map";
  }

  @Override
  public Subject<?, ?> create(final int maxSessions) {
    return new MapSubject();
  }
}
