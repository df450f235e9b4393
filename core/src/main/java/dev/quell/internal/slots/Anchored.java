package dev.quell.internal.slots;

import dev.quell.internal.bag.Chunk;
import org.jspecify.annotations.Nullable;

/**
 * A session object: it stands in its slot in place of the chunk in which the slot is listed, and so has that. It is a
 * class, not an interface, because an object's class is tested faster.
 */
public abstract class Anchored {
  private @Nullable Chunk chunk; // of the owner's bag, with the slot; the place is in the slot's meta

  /** @param chunk null if the slot is not listed yet: then {@link #chunk(Chunk)} follows */
  protected Anchored(final @Nullable Chunk chunk) {
    this.chunk = chunk;
  }

  /** The chunk of the owner's bag that has the slot. */
  @SuppressWarnings("NullAway") // it is listed
  public final Chunk chunk() {
    return chunk;
  }

  /** Says where the slot is listed. For the thread that opens the session, before the object is in the slot. */
  protected final void chunk(final Chunk newChunk) {
    chunk = newChunk;
  }
}
