package dev.quell.cluster.protocol;

import dev.quell.KillRequest;
import dev.quell.Owner;
import java.util.Objects;

/** What an entry of the log is about. */
public sealed interface Deed {

  /** A kill, as it was called; without a cut-off, which would mean nothing to another core. */
  record Kill(KillRequest request) implements Deed {
    public Kill {
      if (Objects.requireNonNull(request, "request").cutOff().isPresent()) {
        throw new IllegalArgumentException("request has a cut-off, which is of one core: expected none");
      }
    }
  }

  /** An owner holds these roles from now on. */
  record Roles(Owner owner) implements Deed {
    public Roles {
      Objects.requireNonNull(owner, "owner");
    }
  }

  /**
   * What is left of entries that the log had no room for: where they began. The entry that carries this has the
   * sequence, age and targets of the last of them.
   */
  record Dropped(long from) implements Deed {
    public Dropped {
      if (from < 1) {
        throw new IllegalArgumentException("from is " + from + ": expected 1 or more");
      }
    }
  }
}
