package dev.quell.internal.bag;

/** Remembers where an element stands in a {@link Bag}; it is needed to remove the element. */
public interface Member {
  /** Called by the adding thread after it took the place and before anybody can see the element there. */
  void placed(Chunk chunk, int place);

  /** The chunk last told. */
  Chunk chunk();

  /** The place last told. */
  int place();
}
