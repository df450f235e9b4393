package dev.quell.demo;

import dev.quell.Owner;
import java.util.UUID;

/** A session, as the demo's own books know it. For the main thread, but for starting work. */
final class Place {
  final UUID id;
  volatile Owner owner;

  Place(final UUID id, final Owner owner) {
    this.id = id;
    this.owner = owner;
  }

  @Override
  public String toString() {
    return "session " + id + " of " + owner;
  }
}
