package dev.quell.stress.cluster;

import dev.quell.Cursor;
import dev.quell.KillCore;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Session;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Begins operations and opens cursors, looks at them, and tells of each when it is over. */
final class MemberLoad {
  private static final long MILLI = 1_000_000;
  private static final int SPARED_ONE_IN = 10;
  private static final int FORGOTTEN_ONE_IN = 10;

  private final KillCore core;
  private final Tape tape;
  private final Lie lie;
  private final SplittableRandom random;
  private final List<Living> living = new ArrayList<>();
  private List<String> changing = List.of();

  /** Something that goes on. */
  private static final class Living {
    final String owner;
    final int session;
    final long called;
    final long until;
    long begun;
    @Nullable
    Operation operation;
    @Nullable
    Cursor<Resource> cursor;

    Living(final String owner, final int session, final long called, final long until) {
      this.owner = owner;
      this.session = session;
      this.called = called;
      this.until = until;
    }
  }

  /** What a cursor holds. It knows who closes it: its user, or a kill. */
  private static final class Resource implements AutoCloseable {
    private volatile @Nullable Thread closedBy;

    @Override
    public void close() {
      closedBy = Thread.currentThread();
    }
  }

  MemberLoad(final KillCore core, final Tape tape, final Lie lie, final long seed) {
    this.core = core;
    this.tape = tape;
    this.lie = lie;
    random = new SplittableRandom(seed);
  }

  /** From now on there is work of these owners, too. */
  synchronized void also(final List<String> owners) {
    changing = owners;
  }

  /** Begins something, and looks at all that there is. */
  synchronized void step() {
    begin();
    look(System.nanoTime());
  }

  /** Looks at all that there is. */
  synchronized void look() {
    look(System.nanoTime());
  }

  private void look(final long now) {
    for (final Iterator<Living> all = living.iterator(); all.hasNext();) {
      final Living each = all.next();
      if (isOver(each) || each.until - now < 0) {
        end(each);
        all.remove();
      }
    }
  }

  private static boolean isOver(final Living each) {
    return each.operation != null ? each.operation.isKilled() : each.cursor != null && !each.cursor.isOpen();
  }

  /** Ends all, and tells of each whether it lived. */
  synchronized void endAll() {
    living.forEach(this::end);
    living.clear();
  }

  private void begin() {
    final String owner = !changing.isEmpty() && random.nextInt(4) == 0
        ? changing.get(random.nextInt(changing.size())) : Owners.user(random.nextInt(Owners.USERS));
    final int number = random.nextInt(Owners.SESSIONS);
    final boolean isCursor = random.nextInt(5) == 0;
    final boolean isSpared = lie == Lie.SPARES && random.nextInt(SPARED_ONE_IN) == 0;
    final Session session = session(isSpared ? "nobody" : owner, number);
    final long called = System.nanoTime();
    final Living begun = new Living(owner, number, called, called + life());
    if (isCursor) {
      begun.cursor = session.openCursor(new Resource());
    } else {
      begun.operation = session.begin("work");
    }
    begun.begun = System.nanoTime();
    living.add(begun);
  }

  Session session(final String owner, final int number) {
    final Owner opener = Owners.isChanging(owner) ? Owners.keepingRoles(owner) : Owners.of(owner);
    return core.session(
        Owners.session(number), opener, Labels.of(Owners.LABEL, Owners.label(number)));
  }

  /** Most are short; some live until they are killed or the round ends. */
  private long life() {
    final int kind = random.nextInt(100);
    if (kind < 60) {
      return random.nextLong(10 * MILLI);
    }
    return kind < 85 ? random.nextLong(1_000 * MILLI) : random.nextLong(30_000 * MILLI);
  }

  private void end(final Living each) {
    final long seen = System.nanoTime(); // before the look
    final String killedBy;
    if (each.operation != null) {
      each.operation.close();
      killedBy = each.operation.killCause().map(cause -> cause.reason().isEmpty() ? "none" : cause.reason())
          .orElse("").replace(' ', '_');
    } else {
      each.cursor.close();
      killedBy = each.cursor.resource().closedBy == Thread.currentThread() ? "" : Thing.SOME_KILL;
    }
    if (lie == Lie.MISCOUNTS && !killedBy.isEmpty() && random.nextInt(FORGOTTEN_ONE_IN) == 0) {
      return;
    }
    final long told = killedBy.isEmpty() ? seen : System.nanoTime();
    tape.add(
        "thing", each.operation == null ? "cursor" : "operation", each.owner, each.session, each.called, each.begun,
        told, killedBy);
  }
}
