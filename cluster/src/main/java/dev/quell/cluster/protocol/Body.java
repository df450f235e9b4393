package dev.quell.cluster.protocol;

import java.util.List;
import java.util.Objects;

/** What a message says. */
public sealed interface Body {

  /** Nothing but who lives, and when: what every message carries. */
  record Ping() implements Body {}

  /**
   * What the sender knows of all members, and how far it is with the entries of each.
   *
   * @param members every life of which it keeps something, its own included
   * @param asks whether it wants a digest in return, at once
   */
  record Digest(List<Known> members, boolean asks) implements Body {
    public Digest {
      members = List.copyOf(members);
    }
  }

  /**
   * One line of a digest.
   *
   * @param member a life
   * @param sequence the sender has applied its entries up to this one
   * @param left whether that life is over
   * @param heardAgoNanos how long ago it was heard, by the sender or another, about
   */
  record Known(MemberId member, long sequence, boolean left, long heardAgoNanos) {
    public Known {
      Objects.requireNonNull(member, "member");
      if (sequence < 0 || heardAgoNanos < 0) {
        throw new IllegalArgumentException("expected nothing negative");
      }
    }
  }

  /** Entries, those of one origin in their order. */
  record Deliver(List<Delivery> deliveries) implements Body {
    public Deliver {
      deliveries = List.copyOf(deliveries);
    }
  }

  /**
   * One entry on its way.
   *
   * @param entry what
   * @param ageNanos how long before the sending it was called, at most, in true time
   * @param leaseNanos the sender is where it was called, and the call does not return for so long after the sending
   *     unless it has the receiver's answer; zero if it promises nothing
   */
  record Delivery(Entry entry, long ageNanos, long leaseNanos) {
    public Delivery {
      Objects.requireNonNull(entry, "entry");
      if (ageNanos < 0 || leaseNanos < 0) {
        throw new IllegalArgumentException("expected nothing negative");
      }
    }
  }

  /**
   * The receiver's entry was applied here. Said again, word for word, whenever the entry comes again.
   *
   * @param complete whether it hit all that had begun when it was called
   */
  record Answer(EntryId entry, Outcome outcome, boolean complete) implements Body {
    public Answer {
      Objects.requireNonNull(entry, "entry");
      Objects.requireNonNull(outcome, "outcome");
    }
  }

  /** Asks for entries, from behind the given ones on, a page of each origin. */
  record Pull(List<Behind> wants) implements Body {
    public Pull {
      wants = List.copyOf(wants);
    }
  }

  /** The sender has the entries of this origin up to {@code sequence} and asks for what follows. */
  record Behind(MemberId origin, long sequence) {
    public Behind {
      Objects.requireNonNull(origin, "origin");
      if (sequence < 0) {
        throw new IllegalArgumentException("sequence is " + sequence + ": expected zero or more");
      }
    }
  }

  /** Asks for a page of an answer. */
  record Ask(long number, Question question, int page, int rows) implements Body {
    public Ask {
      Objects.requireNonNull(question, "question");
      if (page < 0 || rows < 1) {
        throw new IllegalArgumentException("expected a page and rows");
      }
    }
  }

  /** A page of an answer. */
  record Reply(long number, int page, List<Row> rows, boolean last) implements Body {
    public Reply {
      rows = List.copyOf(rows);
      if (page < 0) {
        throw new IllegalArgumentException("page is " + page + ": expected zero or more");
      }
    }
  }

  /** The sender's life is over. It has called entries up to {@code sequence}. */
  record Goodbye(long sequence) implements Body {}

  /** The sender knows a later life of the receiver's name, or entries of the receiver that this one has not called. */
  record Superseded(long incarnation) implements Body {}
}
