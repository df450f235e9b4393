package dev.quell.bench.peer;

import dev.quell.Uid;

/**
 * A session in a table by UUID, where those with the same UUID are in a chain.
 *
 * @param <S> itself
 */
abstract class ChainedSession<S extends ChainedSession<S>> extends Key {
  PeerOwner owner; // set before the session is in a map
  volatile S sameId; // the next in the chain; written under the lock of that UUID
  volatile boolean ended;

  ChainedSession(final long high, final long low) {
    super(high, low);
  }

  /** Kills the works that run in it. */
  abstract void kill();

  /** False if it had ended. */
  abstract boolean markEnded();

  /** The owner's session in the chain, or null. */
  static <S extends ChainedSession<S>> S find(final S head, final Uid uid) {
    S session = head;
    while (session != null && (session.ended || !session.owner.uid.equals(uid))) {
      session = session.sameId;
    }
    return session;
  }

  /** The chain's new head. */
  static <S extends ChainedSession<S>> S without(final S head, final S gone) {
    if (head == gone) {
      return gone.sameId;
    }
    S before = head;
    while (before.sameId != gone) {
      before = before.sameId;
    }
    before.sameId = gone.sameId;
    return head;
  }

  static <S extends ChainedSession<S>> long killChain(final S head) {
    long matched = 0;
    for (S session = head; session != null; session = session.sameId) {
      session.kill();
      matched++;
    }
    return matched;
  }

  static <S extends ChainedSession<S>> long showChain(final S head, final Subject.Visitor visitor) {
    long shown = 0;
    for (S session = head; session != null; session = session.sameId) {
      visitor.session(session.high, session.low, session.owner.uid);
      shown++;
    }
    return shown;
  }
}
