package dev.quell.internal.bag;

/** Remembers where an element is in a {@link Bag}; removing the element needs it. */
public interface Member {
  /** Called by the adding thread after it took the place and before any thread can see the element there. */
  void placed(Chunk chunk, int place);

  /** The chunk of the last {@link #placed}. */
  Chunk chunk();

  /** The place of the last {@link #placed}. */
  int place();
}
