package dev.quell.stress.lincheck;

import dev.quell.Cursor;
import dev.quell.CursorException;
import dev.quell.KillCode;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Session;
import dev.quell.SessionEndedException;
import dev.quell.UserName;
import dev.quell.internal.claim.Run;
import dev.quell.internal.cursor.CursorImpl;
import dev.quell.stress.lincheck.KillByPattern.Report;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * A core with two owners, two UUIDs, and for each thread an operation and a cursor of its own. What the calls answer is
 * in the terms of {@link Calls}. Nothing here is shared between threads but the ids of operations and cursors, as a
 * client would send them.
 */
public abstract class CoreUnderTest {
  static final int NOT_RUNNING = -1;
  static final int CODE_BY_ID = 99;
  private static final int THREADS = 4;
  private static final int SETS_OF_ROLES = 4;
  // Made once: Lincheck would follow each step of their making, in every run.
  private static final Owner[][] OWNERS = {withAnyRoles(Calls.owner(1)), withAnyRoles(Calls.owner(2))};
  private static final KillPattern[] HOLDERS =
      IntStream.range(0, SETS_OF_ROLES).mapToObj(bits -> KillPattern.roles(rolesOf(bits))).toArray(KillPattern[]::new);

  final QuietCore core = new QuietCore();
  final Owner[] owners = {null, owner(1, 1), owner(2, 3)};
  private final Operation[] operations = new Operation[THREADS];
  private final int[] kills = new int[THREADS];
  private final CursorImpl<?>[] pinned = new CursorImpl<?>[THREADS];
  private final AtomicIds ids = new AtomicIds();

  /** What a client would know: the id of each thread's run, and its cursor. */
  private static final class AtomicIds {
    private volatile int run1;
    private volatile int run2;
    private volatile CursorImpl<?> cursor1;
    private volatile CursorImpl<?> cursor2;
  }

  CoreUnderTest() {
    for (int thread = 1; thread < THREADS; thread++) {
      operations[thread] = core.operation();
    }
  }

  static Owner owner(final int number, final int roles) {
    return OWNERS[number - 1][roles];
  }

  private static Owner[] withAnyRoles(final String name) {
    return IntStream.range(0, SETS_OF_ROLES)
        .mapToObj(roles -> Owner.of(name, "db", rolesOf(roles).toArray(new Role[0])))
        .toArray(Owner[]::new);
  }

  private static List<Role> rolesOf(final int bits) {
    return Calls.roles(bits).stream().map(CoreUnderTest::role).toList();
  }

  static Role role(final String name) {
    return Role.of(name, "db");
  }

  static UUID uuid(final int id) {
    return new UUID(0, id);
  }

  // ---- sessions and operations

  boolean doOpen(final int id, final int owner) {
    core.session(id, owners[owner]);
    return true;
  }

  boolean doEnd(final int id, final int owner) {
    final Session session = find(id, owner);
    return session != null && session.end();
  }

  private Session find(final int id, final int owner) {
    return core.sessions.find(0, id, owners[owner].uid()).orElse(null);
  }

  String doBegin(final int thread, final int id, final int owner) {
    if (operations[thread].isRunning()) {
      return "runs";
    }
    core.sessions.begin(operations[thread], 0, id, owners[owner], null);
    return "begun";
  }

  /** Begins, and lets others know the id of the run. */
  String doBeginWithId(final int thread, final int id, final int owner) {
    final String result = doBegin(thread, id, owner);
    if (thread == 1) {
      ids.run1 = operations[thread].id();
    } else {
      ids.run2 = operations[thread].id();
    }
    return result;
  }

  int doPoll(final int thread) {
    return operations[thread].isRunning() ? QuietCore.code(operations[thread]) : NOT_RUNNING;
  }

  int doFinish(final int thread) {
    if (!operations[thread].isRunning()) {
      return NOT_RUNNING;
    }
    operations[thread].close();
    return QuietCore.code(operations[thread]);
  }

  // ---- kills

  /** A code that no other kill of the scenario has. */
  final int nextCode(final int thread) {
    return 10 * thread + ++kills[thread];
  }

  Report kill(final int thread, final KillPattern... patterns) {
    final int code = nextCode(thread);
    final KillReport report = core.kill(code, patterns);
    return new Report(code, report.operationsKilled(), report.cursorsKilled(), report.sessionsMatched());
  }

  static KillPattern session(final int id) {
    return KillPattern.session(uuid(id));
  }

  KillPattern ownedBy(final int owner) {
    return KillPattern.owner(owners[owner].uid());
  }

  static KillPattern user(final int owner) {
    return KillPattern.users(new UserName(Calls.owner(owner), "db"));
  }

  static KillPattern roles(final int bits) {
    return HOLDERS[bits];
  }

  boolean doKillOperation(final int whose) {
    final Run run = core.operations.find(whose == 1 ? ids.run1 : ids.run2);
    return run != null && core.kill(run, CODE_BY_ID);
  }

  boolean doReplaceRoles(final int owner, final int roles) {
    return core.owners.replaceRoles(owner(owner, roles));
  }

  // ---- cursors

  String doOpenCursor(final int thread, final int id, final int owner) {
    if (cursorOf(thread) != null) {
      return "has had one";
    }
    final Session session = find(id, owner);
    try {
      final CursorImpl<?> opened = session == null ? null : (CursorImpl<?>) session.openCursor(() -> {});
      if (thread == 1) {
        ids.cursor1 = opened;
      } else {
        ids.cursor2 = opened;
      }
      return opened == null ? "ended" : "opened";
    } catch (final SessionEndedException e) {
      return "ended";
    }
  }

  final CursorImpl<?> cursorOf(final int thread) {
    return thread == 1 ? ids.cursor1 : ids.cursor2;
  }

  String doPin(final int thread, final int whose) {
    if (!operations[thread].isRunning()) {
      return "no operation";
    }
    final CursorImpl<?> cursor = cursorOf(whose);
    if (cursor == null) {
      return "not found";
    }
    try {
      cursor.pin(operations[thread]);
      pinned[thread] = cursor;
      return "pinned";
    } catch (final CursorException e) {
      return e.code() == KillCode.CURSOR_NOT_FOUND ? "not found" : "in use";
    }
  }

  boolean doUnpin(final int thread) {
    final Cursor<?> cursor = pinned[thread];
    if (cursor == null) {
      return false;
    }
    pinned[thread] = null;
    cursor.unpin();
    return true;
  }

  boolean doCloseCursor(final int whose) {
    final CursorImpl<?> cursor = cursorOf(whose);
    if (cursor != null) {
      cursor.close();
    }
    return true;
  }

  boolean doKillCursor(final int whose) {
    final CursorImpl<?> cursor = cursorOf(whose);
    return cursor != null && cursor.killWithUser("", "");
  }
}
