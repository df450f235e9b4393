package dev.quell.stress.soak;

import dev.quell.KillCore;
import dev.quell.LimitExceededException;
import dev.quell.Owner;
import dev.quell.Registration;
import dev.quell.Session;
import dev.quell.stress.soak.Names.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/** Some seconds of work by a plan, then the end of all of it, then the audit. */
final class Round {
  private static final int OWNERS = 24;
  private static final int CHANGING = 3;
  private static final int IDS = 12;
  private static final int APART = 2;
  private static final int WORKERS = 6;
  private static final int CURSOR_USERS = 3;
  private static final int KILLERS = 3;
  private static final int FOSTERS = 2;
  private static final int LATE_KILLERS = 1;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final int STALL_ONE_IN = 64;

  final Plan plan;
  final Subject subject;
  final KillCore core;
  final Books books;
  final Access access;
  final TelemetryBook telemetry;
  final Callbacks callbacks;
  /** How long to wait for what must come soon, and may come late on a busy machine. */
  final long patienceNanos;
  private final List<Actor> actors = new ArrayList<>();
  /** When each name's first opening was called, and when it had returned; 0 for not yet. */
  private final AtomicLongArray openingCalled;
  private final AtomicLongArray openingReturned;
  private final Session[] ofChanging;
  private final int changing;
  private final int segmentsBefore;
  private final Registration listening;
  private volatile boolean over;

  Round(final Plan plan, final Subject subject, final Soak soak) {
    this.plan = plan;
    this.subject = subject;
    this.core = subject.core;
    this.access = soak.access();
    this.patienceNanos = soak.patienceNanos();
    this.changing = plan.kind() == Plan.Kind.LIMITS ? 0 : CHANGING; // to be opened again resets the roles
    final Names names = new Names(OWNERS, changing, IDS, APART);
    this.books =
        new Books(
            soak.violations(), soak.counts(), soak.stalls(), names, subject, soak.killNumber(),
            2 * WORKERS * Worker.SLOTS + FOSTERS, CURSOR_USERS * CursorUser.SLOTS, KILLERS + 1);
    this.openingCalled = new AtomicLongArray(names.all().size());
    this.openingReturned = new AtomicLongArray(names.all().size());
    this.segmentsBefore = subject.segments();
    this.telemetry = new TelemetryBook(this);
    this.callbacks = new Callbacks();
    this.listening = core.addListener(access.listener(books.tells));
    this.ofChanging = new Session[names.all().size()];
    for (final Name name : names.all()) {
      if (name.owner().isChanging()) {
        ofChanging[name.index()] = open(name);
      }
    }
    addActors();
  }

  private void addActors() {
    for (int i = 0; i < 2 * WORKERS; i++) {
      actors.add(new Worker(this, i, i >= WORKERS && Threads.areVirtualThere()));
    }
    for (int i = 0; i < CURSOR_USERS; i++) {
      actors.add(new CursorUser(this, i));
    }
    for (int i = 0; i < KILLERS; i++) {
      actors.add(new Killer(this, i));
    }
    for (int i = 0; i < FOSTERS; i++) {
      actors.add(new Foster(this, i, 2 * WORKERS * Worker.SLOTS + i));
    }
    for (int i = 0; i < LATE_KILLERS; i++) {
      actors.add(new LateKiller(this, i));
    }
    actors.add(new Changer(this, 0));
    actors.add(new Observer(this, 0));
    if (plan.growth()) {
      actors.add(new Churner(this, 0));
    }
    if (plan.kind() == Plan.Kind.EXPIRY) {
      actors.add(new Idler(this, 1));
    }
  }

  // ---- what actors ask

  boolean isOver() {
    return over;
  }

  /** How many of the owners change their roles, from the first on. */
  int changing() {
    return changing;
  }

  /** Whether no kill of this round matches the owner. */
  boolean isSpared(final OwnerBook owner) {
    return !plan.killsAll() && owner == books.names.owners().get(OWNERS - 1);
  }

  long sessionTimeoutNanos() {
    return Subject.sessionTimeoutNanos();
  }

  /** The session of this name, opened if it has to be; null if there is no room for it. */
  Session session(final Name name) {
    final Session kept = ofChanging[name.index()];
    if (kept != null) {
      return kept;
    }
    try {
      return open(name);
    } catch (final LimitExceededException e) {
      refused(e);
      return null;
    }
  }

  /**
   * Whether an owner whose roles change has a session that is open now, and so was all the while: they are opened once.
   * Where sessions expire, all of them may have, if the machine let nobody use them for so long.
   */
  boolean hasOpenSession(final OwnerBook owner) {
    return books.names.all().stream()
        .anyMatch(name -> name.owner() == owner && ofChanging[name.index()].isOpen());
  }

  /** The session of a name whose labels change. */
  Session ofChanging(final Name name) {
    return ofChanging[name.index()];
  }

  private Session open(final Name name) {
    opening(name);
    final Owner owner = name.owner().first();
    final Session session =
        name.first().isEmpty() ? core.session(name.id(), owner) : core.session(name.id(), owner, name.first());
    opened(name);
    return session;
  }

  void opening(final Name name) {
    if (openingCalled.get(name.index()) == 0) {
      openingCalled.compareAndSet(name.index(), 0, books.now());
    }
  }

  void opened(final Name name) {
    if (openingReturned.get(name.index()) == 0) {
      openingReturned.compareAndSet(name.index(), 0, books.now());
    }
  }

  void endedMeanwhile(final Name name) {
    if (!plan.sessionsEnd()) {
      books.violations.add("K3", "the session " + name + " has ended, and nobody ended it");
    }
  }

  void refused(final LimitExceededException refusal) {
    books.counts.refused.increment();
    if (plan.kind() != Plan.Kind.LIMITS) {
      books.violations.add("limit", "there was room, but: " + refusal);
    }
  }

  /** Whether a kill counted the sessions that it matched; known only as long as none ends. */
  void checkMatched(final KillBook kill, final long matched, final long now) {
    if (plan.sessionsEnd() || kill.number % 8 != 0) {
      return;
    }
    int least = 0;
    int most = 0;
    for (final Name name : books.names.all()) {
      final long returned = openingReturned.get(name.index());
      final boolean changed = name.mayHaveChanged(kill.called, now); // then it may be counted never, or twice
      final boolean opened = returned != 0 && returned < kill.called;
      least += !changed && opened && kill.match.mustSession(name, kill.called, now) ? 1 : 0;
      final boolean mayCount = openingCalled.get(name.index()) != 0 && kill.match.maySession(name, kill, now);
      most += mayCount ? changed ? Math.max(1, kill.patterns.size()) : 1 : 0;
    }
    books.counts.exact.increment();
    if (matched < least || matched > most) {
      books.violations.add("K4", kill + " matched " + matched + " sessions, expected " + least + " to " + most);
    }
  }

  // ---- the round

  List<Actor> actors() {
    return actors;
  }

  /** Works until this time by {@code System.nanoTime()}, ends all work, and audits. */
  void run(final long until) {
    if (plan.stalls()) {
      books.stalls.start(STALL_ONE_IN);
    }
    start(Threads.areVirtualThere());
    final Progress progress = new Progress(this);
    while (System.nanoTime() - until < 0) {
      LockSupport.parkNanos(PAUSE_NANOS);
      if (plan.stalls()) {
        progress.checkAndThaw();
      }
      checkLimit();
    }
    books.stalls.stop();
    end();
  }

  /** Starts all threads, half of the workers on virtual ones if wanted. */
  void start(final boolean virtual) {
    for (final Actor actor : actors) {
      if (virtual && actor instanceof Worker worker && worker.isVirtual()) {
        Threads.startVirtual(actor);
      } else {
        Threads.startPlatform(actor);
      }
    }
  }

  /** Ends all work, and audits. */
  void end() {
    over = true;
    new Audit(this).run();
    listening.close();
  }

  /** An upper bound of how many sessions there were at once. */
  int mostSessions() {
    return books.names.all().size() + (plan.growth() ? Churner.MOST : 0);
  }

  int segmentsBefore() {
    return segmentsBefore;
  }

  private void checkLimit() {
    final long count = core.telemetry().sessions();
    if (count > subject.limit) {
      books.violations.add("limit", count + " sessions, but the limit is " + subject.limit);
    }
  }
}
