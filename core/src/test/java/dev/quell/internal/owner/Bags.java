package dev.quell.internal.owner;

import dev.quell.Owner;
import dev.quell.internal.bag.Bag;
import dev.quell.internal.services.RememberedByHost;

/** The bags of an owner that has sessions. */
public final class Bags {
  private Bags() {}

  public static Bag<?> sessions(final Owner owner) {
    return ((OwnerRecord) RememberedByHost.record(owner)).slots();
  }

  /** The holders of its first role. */
  public static Bag<?> holders(final Owner owner) {
    return ((OwnerRecord) RememberedByHost.record(owner)).roles().record(0).counted();
  }
}
