package dev.quell.internal.slots;

import dev.quell.internal.bag.Chunk;

/** A session object: it stands in its slot in place of the chunk in which the slot is listed, and so has that. */
public interface Anchored {
  /** The chunk of the owner's bag that has the slot. */
  Chunk chunk();
}
