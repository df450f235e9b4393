package dev.quell.stress.soak;

import dev.quell.KillCause;
import dev.quell.KillCode;
import dev.quell.Registration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** That somebody wants to be told of the kill of a run, and how often, of what and on which thread it was. */
final class CallbackBook implements Consumer<KillCause> {
  /** Who is to call. */
  enum Where {
    /** The killing thread. */
    KILLER,
    /** The host's executor. */
    POOL,
    /** A thread of the core's own: the host's executor refuses. */
    REFUSED
  }

  private final Books books;
  final RunBook run;
  private final Where where;
  private final AtomicInteger calls = new AtomicInteger();
  private volatile KillCause told;
  private volatile Thread by;
  private volatile Actor byActor;
  private volatile long registered;
  private volatile long takenBack;

  CallbackBook(final Books books, final RunBook run, final Where where) {
    this.books = books;
    this.run = run;
    this.where = where;
  }

  static Where draw(final Dice dice) {
    return dice.oneIn(2) ? Where.KILLER : dice.oneIn(2) ? Where.POOL : Where.REFUSED;
  }

  /** Registers it; throws what the core throws. */
  Registration register(final Round round) {
    final Consumer<KillCause> callback = round.access.callback(this);
    final Registration registration =
        switch (where) {
          case KILLER -> run.operation.onKill(callback);
          case POOL -> run.operation.onKill(callback, round.callbacks.pool());
          case REFUSED -> run.operation.onKill(callback, round.subject.refusing);
        };
    registered = books.now();
    return registration;
  }

  /** The registration was taken back, which has returned. */
  void takenBack() {
    takenBack = books.now();
  }

  /** Called by the core. */
  @Override
  public void accept(final KillCause cause) {
    told = cause;
    by = Thread.currentThread();
    byActor = Actor.current();
    if (calls.incrementAndGet() > 1) {
      books.violations.add("K9", "who waits for the kill of " + run + " was told twice");
    }
    books.counts.callbacks.increment();
    books.stalls.point(Stalls.Place.CALLBACK);
  }

  int calls() {
    return calls.get();
  }

  /** Whether it was called as often as it must; for an await: executors and the core's own threads may be late. */
  boolean isDone() {
    return takenBack != 0 || calls.get() == (run.cause == null ? 0 : 1);
  }

  /** When the run has ended and the calling thread has had the time. */
  void check() {
    final KillCause cause = run.cause;
    final int times = calls.get();
    if (times > 1 || cause == null && times != 0 || cause != null && times == 0 && takenBack == 0) {
      books.violations.add("K9",
          run + " ended with " + cause + ", and who waits for its kill was told " + times + " times");
    } else if (times == 1) {
      checkCall(cause);
    }
  }

  private void checkCall(final KillCause cause) {
    if (!cause.equals(told)) {
      books.violations.add("K9", run + " ended with " + cause + ", and who waits for its kill was told " + told);
    }
    final KillBook kill = books.kills.get(KillBook.numberOf(cause.reason()));
    if (takenBack != 0 && kill != null && kill.called > takenBack) {
      books.violations.add("K9", "a callback was taken back at " + takenBack + ", and called by " + kill);
    }
    final boolean right =
        switch (where) {
          case KILLER -> isKillersCall(kill);
          case POOL -> Callbacks.isPool(by);
          case REFUSED -> byActor == null && !Callbacks.isPool(by) || cause.code() == KillCode.INTERRUPTED_AT_SHUTDOWN;
        };
    if (!right) {
      books.violations.add("K9", "the callback for " + where + " of " + run + " was called by " + by + " for " + kill);
    }
  }

  /**
   * The killing thread; that of the core for a deadline. Who registers when the kill is under way or past is called by
   * the thread that takes the list of the run: itself, another one that registers, the thread that ends the run. And so
   * it is if one of these, or another kill, takes the list just before the kill does.
   */
  private boolean isKillersCall(final KillBook kill) {
    if (kill == null ? byActor == null : by == kill.thread) {
      return true;
    }
    if (kill == null || registered > kill.called) {
      return byActor != null;
    }
    books.counts.callsByOthers.increment();
    return by == run.ender || byActor instanceof Killer || byActor instanceof LateKiller;
  }
}
