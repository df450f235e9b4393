package dev.quell.internal.claim;

import dev.quell.KillCause;
import dev.quell.KillReport;
import dev.quell.KillTrigger;
import dev.quell.internal.slots.KillWord;
import dev.quell.internal.slots.KillWords;
import dev.quell.internal.slots.Segment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One kill: its claims, and what follows them. A claim is the compare-and-set that writes the kill's number into the
 * run's word, once (K4). The kill gets its number in the ledger with its first claim, so a kill without a victim does
 * not touch the ledger. For one thread.
 *
 * <p>{@link #finish} takes the two further steps of a kill (K10). It <b>wakes</b> every victim that blocks, and then
 * <b>calls</b> what the host registered. Before that, no code of the host runs: a callback that blocks delays no claim
 * and no wake. What an ending victim finds on its wait list in the meantime it leaves to the killer ({@link
 * KillRecord#afterLastWake}).
 */
public class ClaimBatch implements KillOutcome {
  private final Claims claims;
  private final int code;
  private final String reason;
  private final String by;
  private long killId; // NO_ID until somebody asks
  private boolean timed; // whether to say how long it took, whatever it hits
  private boolean stamped; // whether calledNanos is known
  private long calledNanos;
  private final @Nullable KillRecord elder; // of the kill in whose name this one is; null as a rule
  private @Nullable KillRecord record; // its own, or a shared one if the ledger is full; null before the first claim
  private long claimed;
  private @Nullable List<Awaited> awaited; // the victims for which somebody waits; null if there is none
  private long claimNanos = UNKNOWN; // not read for a kill that only claims: it would cost as much as the kill
  private @Nullable Set<Run.Children> helped; // families of what other kills have claimed; null if there is none
  private @Nullable List<Run.Children> families; // of the claimed, and not claimed yet; null if there is none

  public ClaimBatch(final Claims claims, final int code, final String reason, final String by) {
    this(claims, code, reason, by, NO_ID, null);
    startClock();
  }

  /**
   * A batch that takes the time of its call at its first claim, unless {@link #startClock} is called before. {@link
   * KillCause} must not refuse what it says: a victim may be the first that asks for that.
   *
   * @param killId its id, or {@link #NO_ID}: then it takes one when it needs it
   */
  protected ClaimBatch(
      final Claims claims,
      final int code,
      final String reason,
      final String by,
      final long killId,
      final @Nullable KillRecord elder) {
    this.claims = claims;
    this.code = code;
    this.reason = reason;
    this.by = by;
    this.killId = killId;
    this.elder = elder;
  }

  /** Kills one run that was not named by its id, and tells who listens. True if this kill claimed it. */
  public static boolean kill(
      final Claims claims, final Run run, final int code, final String reason, final String by) {
    return kill(claims, run, 0, code, reason, by);
  }

  /**
   * Kills one run and its children, and tells who listens. True if this kill claimed the run itself.
   *
   * @param id the id by which the run was named, or zero
   */
  public static boolean kill(
      final Claims claims, final Run run, final int id, final int code, final String reason, final String by) {
    final KillReporter hearing = claims.hearing();
    // before the claim: a run that is over has none
    final int named = id == 0 && hearing != null ? run.operation().idOf(run) : id;
    final ClaimBatch batch = new ClaimBatch(claims, code, reason, by);
    final boolean won;
    try {
      won = batch.claim(run);
    } finally {
      batch.finish(); // also if the process has run out of memory: the number comes back
    }
    if (hearing != null && batch.claimed > 0) {
      hearing.tell(hearing.report(KillTrigger.OPERATION, named, batch, 0, 0));
    }
    return won;
  }

  /**
   * Kills a run that has just begun and that an earlier kill should have claimed, in the name of that. It is not in the
   * report of that kill, but its callbacks wait for the last wake of that kill.
   */
  public static void killAs(final Claims claims, final Run run, final KillRecord earlier) {
    final KillCause cause = earlier.cause();
    final ClaimBatch batch =
        new ClaimBatch(claims, cause.code(), cause.reason(), cause.by(), cause.killId(), earlier);
    try {
      batch.claim(run);
    } finally {
      batch.finish(); // as above
    }
  }

  /** Takes the time of the call, if it is not known yet, for a kill that says how long it took. */
  public final void startClock() {
    timed = true;
    stamp();
  }

  /** Takes the time of the call, if it is not known yet. A reading takes as long as to find one session. */
  private void stamp() {
    if (!stamped) {
      stamped = true;
      calledNanos = claims.services.clock.nanoTime();
    }
  }

  /** Whether it says how long it took: else there was nothing to kill, or one operation and nobody to wake. */
  public final boolean isTimed() {
    return timed || claimed > 1;
  }

  // ---- claim

  /** Claims the run and its children, unless it has ended. True if it was not claimed before. */
  public final boolean claim(final Run run) {
    final boolean won = claimAlone(run);
    claimFamilies();
    return won;
  }

  private boolean claimAlone(final Run run) {
    while (true) {
      final long word = run.wordAcquire(); // acquire: the CAS decides
      if (!run.owns(word) || KillWord.isKilled(word)) {
        help(run, word, claimsExempt() || !KillWord.isExempt(word));
        return false;
      }
      final KillRecord mine = register();
      final Run victim = KillWord.isAwaited(word) ? run : null;
      final Run.Children children = victim == null ? null : run.operation().children(run); // CR-E2
      await(victim, mine);
      if (KillWords.claim(run.words(), run.index(), word, mine.index())) { // K1, K3
        claimed++;
        addFamily(children);
        return true;
      }
      forget(victim);
    }
  }

  /** Remembers the children of a claimed run, if there are any. After its claim: CR-E1. */
  private void addFamily(final Run.@Nullable Children children) {
    if (children != null && children.any()) {
      if (families == null) {
        families = new ArrayList<>();
      }
      families.add(children);
    }
  }

  /** Claims the descendants of the claimed, generation by generation: no recursion, since there may be thousands. */
  private void claimFamilies() {
    while (families != null) {
      final List<Run.Children> parents = families;
      families = null;
      for (final Run.Children children : parents) {
        children.offer(this::claimAlone); // CR-E1
      }
    }
  }

  /** Claims the slot's first operation by its {@code word}, which is claimable. False if the word has changed. */
  public final boolean claimFirst(final Segment<?, ?, ? extends Run.Victim> segment, final int offset,
      final long word) {
    final Run run = KillWord.isAwaited(word) ? first(segment, offset, word) : null;
    final Run.Children children = run == null ? null : run.operation().children(run); // CR-E2
    final KillRecord mine = register();
    await(run, mine);
    if (!KillWords.claim(segment.words(), offset, word, mine.index())) { // K1, K3
      forget(run);
      return false;
    }
    claimed++;
    if (run != null) {
      addFamily(children);
      claimFamilies();
    }
    return true;
  }

  /** Whether this kill is for exempt operations, too. */
  protected boolean claimsExempt() {
    return true;
  }

  /**
   * Helps the kill that has claimed the slot's first operation, if the {@code word} says that one has.
   *
   * @param isMine whether this kill would have claimed it
   */
  public final void helpFirst(
      final Segment<?, ?, ? extends Run.Victim> segment, final int offset, final long word, final boolean isMine) {
    final Run run = KillWord.isAwaited(word) ? first(segment, offset, word) : null;
    if (run != null) {
      help(run, word, isMine);
      claimFamilies();
    }
  }

  /** The slot's first operation, if the word, in which it is awaited, is still there: SG-E4. */
  private static @Nullable Run first(
      final Segment<?, ?, ? extends Run.Victim> segment, final int offset, final long word) {
    final Run.Victim operation = segment.operation(offset);
    return operation == null ? null : new Run(operation, segment.words(), offset, KillWord.ticket(word), 0);
  }

  /** Claims the slot's first operation, exempt or not, whether its session is open or has ended. */
  public final void claimFirst(final Segment<?, ?, ? extends Run.Victim> segment, final int offset) {
    long word;
    do {
      word = segment.killWordAcquire(offset);
    } while (KillWord.isRunning(word) && !KillWord.isKilled(word) && !claimFirst(segment, offset, word));
    helpFirst(segment, offset, word, true);
  }

  /**
   * Another kill has claimed the run, and may stand still before it has claimed its children or woken anybody: this one
   * wakes too, and claims the children if the run would have been its own (K1, K5, K9). It leaves the calls to the
   * other.
   */
  private void help(final Run run, final long word, final boolean isMine) {
    if (!run.owns(word) || !KillWord.isKilled(word) || !KillWord.isAwaited(word)) {
      return;
    }
    final KillRecord others = claims.ledger.get(KillWord.cause(word));
    final Run.Children family = run.operation().children(run); // CR-E2
    if (others == null || others == record && !others.isShared() || run.wordAcquire() != word) { // KL-I1
      return; // the number may be another kill's by now; or it is this one's alone
    }
    await(run, others);
    if (isMine && family != null && family.any() && firstTime(family)) {
      addFamily(family);
    }
  }

  /** Whether this batch comes to this family for the first time: it helps there once, however many ways lead there. */
  private boolean firstTime(final Run.Children family) {
    if (helped == null) {
      helped = Collections.newSetFromMap(new IdentityHashMap<>());
    }
    return helped.add(family);
  }

  /** Remembers a victim to wake, if there is one. Before the claim: without memory for it, nothing is claimed. */
  private void await(final @Nullable Run victim, final KillRecord killed) {
    if (victim == null) {
      return;
    }
    killed.cause(); // a waiter is told it
    if (awaited == null) {
      startClock();
      awaited = new ArrayList<>();
    }
    awaited.add(new Awaited(victim, killed));
  }

  /** Takes back the last {@link #await}. */
  private void forget(final @Nullable Run victim) {
    if (victim != null && awaited != null) {
      awaited.remove(awaited.size() - 1);
    }
  }

  /** A run for which somebody waits, and the kill that has claimed it. */
  private record Awaited(Run run, KillRecord record) {}

  /** A victim of another kill that this one has woken first. Its calls are left to the other (K10). */
  private record Helped(Run.Woken woken, @Nullable Runnable left) implements Run.Woken {
    @Override
    public void interrupt() {
      woken.interrupt();
    }

    @Override
    public boolean hasCalls() {
      return left != null;
    }

    @Override
    public void call() {
      if (left != null) {
        left.run();
      }
    }
  }

  private KillRecord register() {
    if (record == null) {
      stamp();
      record = claims.ledger.register(newRecord());
    }
    return record;
  }

  private KillRecord newRecord() {
    return killId == NO_ID && elder == null // else victims of two records are to see the same id
        ? new KillRecord(code, reason, by, claims.services.killIds, calledNanos)
        : new KillRecord(cause(), calledNanos, elder);
  }

  // ---- wake and call

  /**
   * Ends the batch after the last claim: wakes, reports the claims to the ledger, and calls what the host registered,
   * on this thread. Returns the number of claims.
   */
  public final long finish() {
    List<Run.Woken> woken = List.of();
    try {
      woken = unpark();
      woken.forEach(Run.Woken::interrupt);
    } finally {
      finishClaims(); // also if the process has run out of memory: the number comes back
    }
    woken.forEach(Run.Woken::call);
    if (record != null && record.hasCalls()) {
      timed = true; // from the first claim, which has taken the time
      record.runCalls();
    }
    return claimed;
  }

  /**
   * {@link #finish} for a thread that must not block. What is left, the interrupts and then the calls, is for another:
   * null if there is nothing.
   */
  public final @Nullable Runnable finishWithoutCalls() {
    final List<Run.Woken> woken;
    try {
      woken = unpark();
    } finally {
      finishClaims(); // as in finish
    }
    final KillRecord mine = record;
    if (woken.isEmpty() && (mine == null || !mine.hasCalls())) {
      return null;
    }
    return () -> {
      woken.forEach(Run.Woken::interrupt);
      woken.forEach(Run.Woken::call);
      if (mine != null) {
        mine.runCalls();
      }
    };
  }

  /**
   * {@link #finish} for the deadlines that have passed. It leaves the interrupts, the calls, and to tell who listens,
   * to threads that may block. For the agent.
   */
  public final long finishForAgent() {
    List<Run.Woken> woken = List.of();
    try {
      woken = unpark();
      woken.forEach(victim -> claims.calls.later(victim::interrupt));
    } finally {
      finishClaims(); // as in finish
    }
    woken.forEach(victim -> claims.calls.later(victim::call));
    if (record != null && record.hasCalls()) {
      claims.calls.later(record::runCalls);
    }
    final KillReporter hearing = claimed == 0 ? null : claims.hearing();
    if (hearing != null) {
      final KillReport report = hearing.report(KillTrigger.DEADLINE, 0, this, 0, 0);
      claims.calls.later(() -> hearing.tell(report)); // K10
    }
    return claimed;
  }

  /** Unparks every victim that is parked. Returns those for which there is more to do. */
  private List<Run.Woken> unpark() {
    if (awaited == null) {
      return List.of();
    }
    claimNanos = claims.services.clock.nanoTime() - calledNanos;
    final List<Run.Woken> more = new ArrayList<>();
    for (final Awaited victim : awaited) {
      final Run.Woken woken = victim.run.operation().wake(victim.run, victim.record);
      if (woken != null) {
        final boolean leaves = victim.record != record && woken.hasCalls();
        more.add(leaves ? new Helped(woken, victim.record.leaveCall(woken::call)) : woken);
      }
    }
    return more;
  }

  /** Reports the claims to the ledger: from now on, calls need not wait for this kill. */
  private void finishClaims() {
    afterWakes();
    if (record != null) {
      claims.ledger.finish(record, claimed); // KR-E3: after the last wake
      if (claimed > 0) {
        claims.services.counters.operationsKilled.add(claimed);
      }
    }
  }

  /** What else waits for the last wake. */
  protected void afterWakes() {}

  // ---- what it did

  @Override
  public final @Nullable KillRecord record() {
    return record;
  }

  @Override
  public final long claimed() {
    return claimed;
  }

  @Override
  public final long killId() {
    return killId;
  }

  @Override
  public final KillCause cause() {
    if (killId == NO_ID && record != null && !record.isShared()) {
      return record.cause();
    }
    if (killId == NO_ID) {
      killId = claims.services.killIds.next();
    }
    return new KillCause(code, reason, by, killId);
  }

  @Override
  public final long calledNanos() {
    return calledNanos;
  }

  @Override
  public final long claimNanos() {
    return claimNanos;
  }
}
