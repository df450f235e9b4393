package dev.quell.internal.bag;

/** Remembers where one element is in a {@link Bag}; removing the element needs it. */
public interface Member extends Places {
  /** Called by the adding thread after it took the place and before any thread can see the element there. */
  void placed(Chunk chunk, int place);

  /** The chunk of the last {@link #placed}. */
  Chunk chunk();

  /** The place of the last {@link #placed}. */
  int place();

  @Override
  default void placed(final int element, final Chunk chunk, final int place) {
    placed(chunk, place);
  }

  @Override
  default Chunk chunk(final int element) {
    return chunk();
  }

  @Override
  default int place(final int element) {
    return place();
  }
}
