package dev.quell.internal.bag;

/** A plain {@link Member}, for one thread at a time: first the one that adds, then the one that removes. */
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
