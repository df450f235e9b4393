package dev.quell.internal.bag;

/** A plain {@link Member}. Used by one thread at a time: who adds, then who removes. */
public final class Place implements Member {
  @SuppressWarnings("NullAway.Init") // told before anybody asks
  private Chunk chunk;
  private int place;

  @Override
  public void placed(final Chunk newChunk, final int newPlace) {
    chunk = newChunk;
    place = newPlace;
  }

  @Override
  public Chunk chunk() {
    return chunk;
  }

  @Override
  public int place() {
    return place;
  }
}
