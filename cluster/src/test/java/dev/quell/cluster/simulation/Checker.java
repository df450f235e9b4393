package dev.quell.cluster.simulation;

import dev.quell.KillRequest;
import dev.quell.cluster.protocol.Action;
import dev.quell.cluster.protocol.Body;
import dev.quell.cluster.protocol.EntryId;
import dev.quell.cluster.protocol.Event;
import dev.quell.cluster.protocol.MemberId;
import dev.quell.cluster.protocol.Message;
import dev.quell.cluster.protocol.Outcome;
import java.util.List;
import java.util.Set;

/**
 * What must hold, by books of its own: who began what when, who called and returned when, who carried out what. Time
 * here is true time, and the order of events is total. {@link Excuses} says what is excused.
 *
 * <p>C1 and C7 are in {@link Complete}, C3 in {@link Younger}, C2, C4, C5 and C8 in {@link Delivered}. Of C6 the
 * protocol has one part: it does not listen to whom the engine knows by another name. The rest is tested at the engine.
 */
final class Checker {
  final Books books;
  private final Complete complete;
  private final Delivered delivered;
  private final Younger younger;
  private final Fencing fencing;
  final Listings listings;
  long kills;
  long hit;

  Checker(final Plan plan, final List<Machine> machines) {
    books = new Books(plan, machines);
    complete = new Complete(books);
    delivered = new Delivered(books);
    younger = new Younger(books);
    fencing = new Fencing(books);
    listings = new Listings(books);
  }

  List<String> violations() {
    return books.violations;
  }

  long answered() {
    return complete.answered;
  }

  long late() {
    return delivered.late;
  }

  long gaps() {
    return delivered.gaps;
  }

  long listed() {
    return listings.complete;
  }

  long fenced() {
    return fencing.told;
  }

  // ---- what happens, in this order

  void isBorn(final Life life) {
    books.isCalled(life, life.id);
  }

  void takesUp(final Life life, final Called called) {
    final EntryId entry = life.protocol.nextEntry();
    final long forgets = (long) (books.plan.logNanos() * (1 - 2 * books.plan.rate()));
    called.take(entry, life.hearsay.known(life.world().now() - forgets));
    books.add(called);
    kills += called.isKill() ? 1 : 0;
    life.ledger.put(
        entry, new Ledger.Line(Ledger.State.DONE, called.local, true, life.world().order()));
  }

  void hears(final Life by, final String from, final Message message) {
    if (message.from().name().equals(from)) {
      by.hearsay.hears(message, by.world().now());
      by.hears(message);
    }
  }

  /** A message was taken up, and this came of it. */
  void heard(final Life by, final String from, final Message message, final List<Action> out) {
    if (!message.from().name().equals(from) && !out.isEmpty()) {
      books.violated("C6 members only", by, " listens to ", from, ", who says ", message, ": ", out);
    }
    if (message.body() instanceof Body.Deliver deliver) {
      tellOfGaps(by, out);
      deliver.deliveries().stream()
          .map(each -> each.entry().id().origin())
          .distinct()
          .forEach(origin -> delivered.settles(by, origin));
    }
  }

  /** The protocol was told that an entry of this origin is done, and this came of it. */
  void applied(final Life by, final MemberId origin, final List<Action> out) {
    tellOfGaps(by, out);
    delivered.settles(by, origin);
  }

  private void tellOfGaps(final Life life, final List<Action> out) {
    for (final Action action : out) {
      if (action instanceof Action.Tell tell && tell.event() instanceof Event.Gap gap) {
        delivered.gap(life, gap);
      }
    }
  }

  /** Its name may be another now. */
  void isStill(final Life life) {
    if (!life.protocol.self().equals(life.id)) {
      life.id = life.protocol.self();
      books.isCalled(life, life.id);
    }
  }

  void does(final Life life, final Action action) {
    if (action instanceof Action.Apply apply) {
      if (Delivered.fillsGap(apply.request())) {
        delivered.isToFill(life, apply.entry());
      } else {
        delivered.isToDo(life, apply.entry());
      }
    } else if (action instanceof Action.ApplyRoles apply) {
      delivered.isToDo(life, apply.entry());
    } else if (action instanceof Action.Serve serve) {
      listings.serves(life, serve);
    } else if (action instanceof Action.Send send) {
      says(life, send.message().body());
    } else if (action instanceof Action.Tell tell) {
      told(life, tell.event());
    }
  }

  private void says(final Life life, final Body body) {
    if (body instanceof Body.Answer answer) {
      delivered.says(life, answer);
      complete.says(life, answer);
    } else if (body instanceof Body.Digest digest) {
      delivered.says(life, digest);
    }
  }

  private void told(final Life life, final Event event) {
    if (event instanceof Event.KillReturns returns) {
      complete.returns(life, returns);
    } else if (event instanceof Event.KillGoesOn goesOn) {
      complete.goesOn(life, goesOn);
    } else if (event instanceof Event.Joined joined) {
      delivered.joined(life, joined);
    } else if (event instanceof Event.Page page) {
      listings.page(life, page);
    } else if (event instanceof Event.AskReturns returns) {
      listings.returns(life, returns);
    } else if (event instanceof Event.NameTaken taken) {
      books.violated("C6 members only", life, " is alone with its name, and is told ", taken);
    }
  }

  /** A life has carried out a kill of another, or one for a gap: so long after the protocol asked for it. */
  void kills(
      final Life life,
      final EntryId entry,
      final KillRequest request,
      final Outcome outcome,
      final boolean fresh,
      final long took,
      final List<Op> ops) {
    hit += ops.size();
    final Called called = books.call(entry);
    if (called == null) {
      books.violated("C3 never younger", life, " applies ", entry, ", which nobody called");
      return;
    }
    younger.killed(life, called, request, fresh, took, ops);
    if (Delivered.fillsGap(request)) {
      delivered.filled(life, entry);
      return;
    }
    if (fresh) {
      complete.killed(life, called);
    }
    delivered.killed(life, called, request, outcome, fresh);
  }

  void changesRoles(final Life life, final EntryId entry) {
    final Called called = books.call(entry);
    if (called == null || called.isKill()) {
      books.violated("C8 in order", life, " changes roles for ", entry, ", which nobody called");
    } else {
      delivered.changedRoles(life, called);
    }
  }

  void hitByNobody(final Op op) {
    books.violated("C3 never younger", op, " was hit by nobody");
  }

  void ticked(final Life life, final List<Action> out) {
    tellOfGaps(life, out);
    for (final Action action : out) {
      if (action instanceof Action.Tell tell && tell.event() instanceof Event.Fence fence) {
        fencing.told(life, fence);
      }
    }
    delivered.logIsBounded(life);
    fencing.ticked(life);
  }

  /** All is mended and some time has passed. */
  void end(final List<Life> living) {
    for (final Called called : books.calls()) {
      delivered.end(living, called);
      if (living.contains(called.caller)) {
        complete.end(called);
      }
    }
    for (final Life life : living) {
      delivered.end(life);
      listings.end(life);
    }
  }

  /** The names of a question, for {@link Listings}. */
  static Set<String> names(final Life life) {
    return Set.copyOf(life.protocol.members(life.present()).stream()
        .map(view -> view.member().name())
        .filter(name -> !name.equals(life.machine.name))
        .toList());
  }
}
