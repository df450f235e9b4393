package dev.quell.bench.peer;

import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Uid;
import java.util.List;
import java.util.UUID;

/**
 * What a session kill core does at the least. All methods may be called by any thread; a work object is used by one
 * thread at a time.
 *
 * <p>A kill reaches every work whose begin happened before the call of the kill, as the memory model has it, and which
 * has not ended, and no work whose begin is called after the kill returned. (Quell reaches also those whose begin had
 * returned by the clock alone.) It answers how many sessions it matched, and leaves them open.
 *
 * <p>An implementation that lies elsewhere comes with a {@link SubjectProvider}, and passes {@code SubjectContract}.
 *
 * @param <S> a session
 * @param <W> a work: one run after another in sessions
 */
public interface Subject<S, W> extends AutoCloseable {
  /** Those that are here. */
  List<String> NAMES =
      List.of(
          "quell", "scan", "scanMutex", "scanPartitioned", "rwLock", "indexed", "indexedSync", "jctools", "cqengine");

  /**
   * A new subject: one of those that are here, or what a {@link SubjectProvider} on the class path makes.
   *
   * @throws IllegalArgumentException if there is none of that name, or more than one
   */
  static Subject<?, ?> named(final String name, final int maxSessions) {
    return switch (name) {
      case "quell" -> new QuellSubject(maxSessions);
      case "scan" -> new Scan(maxSessions);
      case "scanMutex" -> new LockedScan(1, maxSessions);
      case "scanPartitioned" -> new LockedScan(LockedScan.PARTITIONS, maxSessions);
      case "rwLock" -> new RwLock();
      case "indexed" -> new Indexed(maxSessions);
      case "indexedSync" -> new IndexedSync(maxSessions);
      case "jctools" -> new Jctools(maxSessions);
      case "cqengine" -> new Cqengine();
      default -> SubjectProviders.named(name).create(maxSessions);
    };
  }

  /** Sees the sessions of a listing, one after the other. */
  @FunctionalInterface
  interface Visitor {
    void session(long high, long low, Uid uid);
  }

  /**
   * The owner's session with this UUID, opened now if there is none; a session opened so makes the owner hold its
   * roles.
   */
  S open(long high, long low, Owner owner);

  /** {@link #open}, for a caller that needs no session object. */
  default void openByUuid(final long high, final long low, final Owner owner) {
    open(high, low, owner);
  }

  /** Ends the session; false if it had ended. Its works may finish. */
  boolean end(S session);

  /** A work that does not run. */
  W newWork();

  /**
   * Begins in this session.
   *
   * @throws dev.quell.SessionEndedException if it has ended
   */
  void begin(W work, S session);

  /** Begins in the owner's session with this UUID, opened now if there is none. */
  void begin(W work, long high, long low, Owner owner);

  /** Whether the run was killed. */
  boolean isKilled(W work);

  /** Blocks until the run is killed, which wakes it at once. */
  void awaitKill(W work) throws InterruptedException;

  /** Ends the run. */
  void endWork(W work);

  /** Kills in every owner's session with this UUID. */
  long killSession(UUID id);

  /** Kills in the sessions of this owner. */
  long killOwner(Uid uid);

  /** Kills in the sessions of all owners that hold this role. */
  long killRole(Role role);

  /** Kills in all sessions. */
  long killAll();

  /**
   * Shows every session, as a listing for an administrator would: what is there from start to end is shown once, what
   * comes or goes meanwhile may be. Answers how many it has shown. The visitor must not call back.
   */
  long list(Visitor visitor);

  /** How many sessions there are. */
  long sessions();

  @Override
  void close();
}
