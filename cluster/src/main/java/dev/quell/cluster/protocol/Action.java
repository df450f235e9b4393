package dev.quell.cluster.protocol;

import dev.quell.KillRequest;
import dev.quell.Owner;
import java.util.Objects;

/** What the state machine wants done. The driver does it in the order given, soon, and on whatever thread it likes. */
public sealed interface Action {

  /** Send a message. It may be lost: what matters is sent again. */
  record Send(String to, Message message) implements Action {
    public Send {
      Objects.requireNonNull(to, "to");
      Objects.requireNonNull(message, "message");
    }
  }

  /**
   * Carry out a kill on the own core, then call {@link ClusterProtocol#applied}. The request has its cut-off already,
   * so nothing is lost if that takes a while, or if others are carried out at the same time.
   */
  record Apply(EntryId entry, KillRequest request) implements Action {
    public Apply {
      Objects.requireNonNull(entry, "entry");
      Objects.requireNonNull(request, "request");
    }
  }

  /**
   * Replace the roles of an owner on the own core, then call {@link ClusterProtocol#applied} with
   * {@link Outcome#NOTHING}. Earlier kills of the same origin are done by now, and later ones are only asked for after
   * that call.
   */
  record ApplyRoles(EntryId entry, Owner owner) implements Action {
    public ApplyRoles {
      Objects.requireNonNull(entry, "entry");
      Objects.requireNonNull(owner, "owner");
    }
  }

  /**
   * Answer a question of another member, then call {@link ClusterProtocol#served}. The first page opens a walk over the
   * own core, which the driver keeps until its last page was served or {@link DropWalk} comes.
   *
   * @param walk names the walk
   * @param question what is asked
   * @param page 0 for the first, then 1, and so on
   * @param rows how many at most
   */
  record Serve(Walk walk, Question question, int page, int rows) implements Action {
    public Serve {
      Objects.requireNonNull(walk, "walk");
      Objects.requireNonNull(question, "question");
    }
  }

  /** Forget a walk: who asked is gone, or has not asked for the next page for a while. */
  record DropWalk(Walk walk) implements Action {
    public DropWalk {
      Objects.requireNonNull(walk, "walk");
    }
  }

  /** Tell the host. */
  record Tell(Event event) implements Action {
    public Tell {
      Objects.requireNonNull(event, "event");
    }
  }

  /** An answer that is given page by page: who asked, and its number there. */
  record Walk(MemberId asker, long number) {
    public Walk {
      Objects.requireNonNull(asker, "asker");
    }
  }
}
