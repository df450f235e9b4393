package dev.quell.cluster.wire;

import dev.quell.cluster.protocol.Body;
import dev.quell.cluster.protocol.Body.Behind;
import dev.quell.cluster.protocol.Body.Delivery;
import dev.quell.cluster.protocol.Body.Known;
import dev.quell.cluster.protocol.Deed;
import dev.quell.cluster.protocol.Entry;
import dev.quell.cluster.protocol.EntryId;
import dev.quell.cluster.protocol.MemberId;
import dev.quell.cluster.protocol.Outcome;
import dev.quell.cluster.protocol.Reading;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** What messages say. */
final class Bodies {
  /** Times on the wire are durations of at most this, in nanoseconds: about 36 years. */
  static final long MOST_NANOS = 1L << 60;

  private static final int MOST_MEMBERS = 20_000;
  private static final int MOST_ENTRIES = 10_000;
  private static final int MOST_ROWS = 10_000;

  private Bodies() {}

  static void write(final Out out, final Body body, final EntryBytes entries) {
    if (body instanceof Body.Ping) {
      out.text("is", "ping");
    } else if (body instanceof Body.Digest digest) {
      out.text("is", "digest");
      out.truth("asks", digest.asks());
      out.array("members", digest.members(), known -> {
        member(out, known.member());
        out.number("sequence", known.sequence());
        out.truth("left", known.left());
        out.number("heardAgo", known.heardAgoNanos());
      });
    } else if (body instanceof Body.Deliver deliver) {
      out.text("is", "deliver");
      final boolean alone = deliver.deliveries().size() == 1;
      out.array("entries", deliver.deliveries(), delivery -> {
        entryId(out, delivery.entry().id());
        out.number("age", delivery.ageNanos());
        out.number("lease", delivery.leaseNanos());
        entries.write(out, delivery.entry(), alone);
      });
    } else if (body instanceof Body.Answer answer) {
      out.text("is", "answer");
      entryId(out, answer.entry());
      final Outcome outcome = answer.outcome();
      out.number("sessions", outcome.sessionsMatched());
      out.number("operations", outcome.operationsKilled());
      out.number("cursors", outcome.cursorsKilled());
      out.number("nanos", outcome.nanos());
      out.truth("complete", answer.complete());
    } else if (body instanceof Body.Pull pull) {
      out.text("is", "pull");
      out.array("wants", pull.wants(), behind -> {
        member(out, behind.origin());
        out.number("sequence", behind.sequence());
      });
    } else {
      writeRest(out, body);
    }
  }

  private static void writeRest(final Out out, final Body body) {
    if (body instanceof Body.Ask ask) {
      out.text("is", "ask");
      out.number("number", ask.number());
      out.number("page", ask.page());
      out.number("rows", ask.rows());
      out.document("question", () -> Rows.write(out, ask.question()));
    } else if (body instanceof Body.Reply reply) {
      out.text("is", "reply");
      out.number("number", reply.number());
      out.number("page", reply.page());
      out.truth("last", reply.last());
      out.array("rows", reply.rows(), row -> Rows.write(out, row));
    } else if (body instanceof Body.Goodbye goodbye) {
      out.text("is", "goodbye");
      out.number("sequence", goodbye.sequence());
    } else if (body instanceof Body.Superseded superseded) {
      out.text("is", "superseded");
      out.number("incarnation", superseded.incarnation());
    }
  }

  static Body read(final In in) {
    final String kind = in.text("is");
    return switch (kind) {
      case "ping" -> new Body.Ping();
      case "digest" -> readDigest(in);
      case "deliver" -> new Body.Deliver(readDeliveries(in));
      case "answer" -> new Body.Answer(
          entryId(in), new Outcome(number(in, "sessions"), number(in, "operations"), number(in, "cursors"),
              number(in, "nanos")),
          in.truth("complete"));
      case "pull" -> new Body.Pull(
          in.array("wants", MOST_MEMBERS, () -> new Behind(member(in), number(in, "sequence"))));
      case "ask" -> readAsk(in);
      case "reply" -> readReply(in);
      case "goodbye" -> new Body.Goodbye(number(in, "sequence"));
      case "superseded" -> new Body.Superseded(in.number("incarnation"));
      default -> throw new IllegalArgumentException("an unknown message: " + kind);
    };
  }

  private static Body readDigest(final In in) {
    final boolean asks = in.truth("asks");
    return new Body.Digest(
        in.array(
            "members", MOST_MEMBERS,
            () -> new Known(member(in), number(in, "sequence"), in.truth("left"), nanos(in, "heardAgo"))),
        asks);
  }

  private static Body readAsk(final In in) {
    final long number = in.number("number");
    final int page = (int) in.number("page", 0, Integer.MAX_VALUE);
    final int rows = (int) in.number("rows", 1, Integer.MAX_VALUE);
    return new Body.Ask(number, in.document("question", () -> Rows.readQuestion(in)), page, rows);
  }

  private static Body readReply(final In in) {
    final long number = in.number("number");
    final int page = (int) in.number("page", 0, Integer.MAX_VALUE);
    final boolean last = in.truth("last");
    return new Body.Reply(number, page, in.array("rows", MOST_ROWS, () -> Rows.read(in)), last);
  }

  /** What is the same for all to whom an entry is delivered: all of it but its id, which comes before its age. */
  static void write(final Out out, final Entry entry) {
    if (entry.deed() instanceof Deed.Kill kill) {
      out.document("kill", () -> Requests.write(out, kill.request()));
    } else if (entry.deed() instanceof Deed.Roles roles) {
      out.document("roles", () -> Requests.writeOwner(out, roles.owner()));
    } else if (entry.deed() instanceof Deed.Dropped dropped) {
      out.number("dropped", dropped.from());
    }
    out.array("targets", entry.targets(), target -> {
      member(out, target.member());
      reading(out, target.heard());
      out.number("since", target.sinceNanos());
    });
  }

  /** Entries of one page name the same members, as a rule: each member of them is one object. */
  private static List<Delivery> readDeliveries(final In in) {
    final List<Entry.Target> before = new ArrayList<>();
    return in.array("entries", MOST_ENTRIES, () -> {
      final Delivery delivery = readDelivery(in, before.iterator());
      before.clear();
      before.addAll(delivery.entry().targets());
      return delivery;
    });
  }

  /** @param before the targets of the entry before this one */
  private static Delivery readDelivery(final In in, final Iterator<Entry.Target> before) {
    final EntryId id = entryId(in);
    final long age = nanos(in, "age");
    final long lease = nanos(in, "lease");
    final Deed deed;
    if (in.has("kill")) {
      deed = new Deed.Kill(in.document("kill", () -> Requests.read(in)));
    } else if (in.has("roles")) {
      deed = new Deed.Roles(in.document("roles", () -> Requests.readOwner(in)));
    } else {
      deed = new Deed.Dropped(in.number("dropped", 1, id.sequence()));
    }
    return new Delivery(
        new Entry(
            id, deed,
            in.array(
                "targets", MOST_MEMBERS,
                () -> new Entry.Target(member(in, before), reading(in), nanos(in, "since")))),
        age, lease);
  }

  /** A member, perhaps the one that is next among these. */
  private static MemberId member(final In in, final Iterator<Entry.Target> likely) {
    final MemberId member = member(in);
    final MemberId next = likely.hasNext() ? likely.next().member() : member;
    return next.equals(member) ? next : member;
  }

  static void member(final Out out, final MemberId member) {
    out.text("name", member.name());
    out.number("life", member.incarnation());
  }

  static MemberId member(final In in) {
    return new MemberId(in.text("name"), in.number("life"));
  }

  private static void entryId(final Out out, final EntryId id) {
    member(out, id.origin());
    out.number("sequence", id.sequence());
  }

  private static EntryId entryId(final In in) {
    return new EntryId(member(in), in.number("sequence", 1, Long.MAX_VALUE / 2));
  }

  static void reading(final Out out, final Reading reading) {
    out.number("steady", reading.steady());
    out.number("waking", reading.waking());
  }

  static Reading reading(final In in) {
    return new Reading(nanos(in, "steady"), nanos(in, "waking"));
  }

  static long nanos(final In in, final String name) {
    return in.number(name, 0, MOST_NANOS);
  }

  private static long number(final In in, final String name) {
    return in.number(name, 0, Long.MAX_VALUE / 2);
  }
}
