package dev.quell.internal.owner;

import dev.quell.internal.bag.Chunk;
import dev.quell.internal.bag.Member;

/**
 * That an owner holds a role: the entry in the role's bag. It lives for as long as the owner holds the role without a
 * break, across changes of its other roles, so that a walk over the role cannot miss the owner.
 */
final class Holding implements Member {
  final OwnerRecord owner;
  final RoleRecord role;
  private Chunk chunk; // written by the linking thread before the entry is filled, read by the one that unlinks
  private int place;

  Holding(final OwnerRecord owner, final RoleRecord role) {
    this.owner = owner;
    this.role = role;
  }

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

  /** Whether the owner holds the role through this very entry now. */
  boolean isCurrent() {
    return owner.holdings().has(this);
  }
}
