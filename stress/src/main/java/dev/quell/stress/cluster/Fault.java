package dev.quell.stress.cluster;

import dev.quell.stress.cluster.Network.Harm;
import org.jspecify.annotations.Nullable;

/** What the driver does to members. The first ones come first in every soak, the others in an order drawn by seed. */
enum Fault {
  /** A process is killed, and started again under the same name while the others work. */
  KILL(null),
  /** A process is stopped, and goes on. */
  STOP(null),
  /** One is cut off from all others, both ways. */
  ISOLATE(Harm.DEAF),
  /** What one sends to another is lost; the other way is open. */
  ONE_WAY(Harm.DEAF),
  /** A process that is cut off is killed, starts again all alone, and calls kills that nobody hears. */
  KILL_WHILE_CUT(Harm.DEAF),
  /** Two processes are stopped. */
  STOP_TWO(null),
  /** A process that is cut off is stopped. */
  STOP_WHILE_CUT(Harm.DEAF),
  /** One hears nobody, and all hear it. */
  HEARS_NOBODY(Harm.DEAF),
  /** Two do not hear each other; the third hears both. */
  PAIR(Harm.DEAF),
  /** Some here, some there, and no way between. */
  SPLIT(Harm.DEAF),
  /** One has no cable. */
  UNPLUG(Harm.UNPLUGGED),
  /** One has a slow line. */
  SLOW(Harm.SLOW),
  /** One hears and is heard late. */
  DELAY(Harm.DELAYED);

  /** What the network has to be able to do; null if nothing. */
  final @Nullable Harm needs;

  Fault(final @Nullable Harm needs) {
    this.needs = needs;
  }
}
