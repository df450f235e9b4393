package dev.quell.internal.bag;

/** Remembers for some elements where each of them is in its {@link Bag}; removing an element needs it. */
public interface Places {
  /** Called by the adding thread after it took the place and before any thread can see the element there. */
  void placed(int element, Chunk chunk, int place);

  /** The chunk of the element's last {@link #placed}. */
  Chunk chunk(int element);

  /** The place of the element's last {@link #placed}. */
  int place(int element);
}
