package dev.quell.bench.peer;

/**
 * Makes a subject that lies outside of the benchmarks: a rival, or a host's own registry. It is found on the class path
 * by {@link java.util.ServiceLoader}, so its class is public, has a public constructor without parameters, and is named
 * in {@code META-INF/services/dev.quell.bench.peer.SubjectProvider}.
 */
public interface SubjectProvider {
  /** What benchmarks call it: {@code -p subject=<name>}. No subject of {@link Subject#NAMES} has this name. */
  String name();

  /**
   * A new, empty subject.
   *
   * @param maxSessions how many sessions there are at most at once
   */
  Subject<?, ?> create(int maxSessions);
}
