package dev.quell.bench.label;

import dev.quell.Cursor;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.bench.setup.Checks;
import dev.quell.bench.setup.Crowd;
import dev.quell.bench.setup.Measured;
import java.util.SplittableRandom;
import java.util.UUID;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Question: what does a kill by a label cost that 100 idle ones of a million sessions carry, next to a kill by an owner
 * of 100 sessions; and what do labels cost those who carry them?
 *
 * <p>Aim: {@code killByLabel} in proportion to what carries the label, whatever the number of sessions; {@code
 * beginEndLabelled} as {@code beginEnd}, and 0 B.
 *
 * <p>Refuted if {@code killByLabel} grows with the sessions that do not carry the label, or {@code beginEndLabelled} is
 * slower than {@code beginEnd} beyond the noise.
 *
 * <p>{@code java -jar bench/target/quell-bench.jar LabelBenchmark -prof gc}
 */
public class LabelBenchmark extends Measured {
  private static final int CARRIERS = 100;
  private static final int LABELS = 1 << 10;

  /** A million sessions, of which some carry one of many labels. */
  @State(Scope.Benchmark)
  public static class Labelled extends Crowd {
    @Param("1000000")
    public int sessions;

    KillPattern[] byLabel;
    KillPattern[] byUid;

    @Setup
    public void open() {
      fill(sessions);
      final int labels = Math.min(LABELS, sessions / CARRIERS); // fewer in a run that only tries whether all works
      byLabel = new KillPattern[labels];
      byUid = new KillPattern[labels];
      for (int i = 0; i < labels; i++) {
        final String value = "app" + i;
        for (int j = 0; j < CARRIERS; j++) {
          session(i * CARRIERS + j).relabel(Labels.of("app", value));
        }
        byLabel[i] = KillPattern.label("app", value);
        byUid[i] = KillPattern.owner(owners[owners.length - 1 - i].uid());
        Checks.equal("carriers", CARRIERS, core.kill(byLabel[i]).sessionsMatched());
      }
    }
  }

  /** What one thread uses. */
  @State(Scope.Thread)
  public static class User {
    private static final Labels LABEL = Labels.of("app", "billing");
    private final SplittableRandom random = new SplittableRandom(5);
    private Labelled all;
    private Session plain;
    private Operation operation;
    private Session hall;
    private Operation labelled;
    private Operation opener;
    private int at;

    @Setup
    public void open(final Labelled crowd) {
      all = crowd;
      plain = crowd.add();
      operation = crowd.core.operation();
      hall = crowd.add();
      labelled = crowd.core.operation().labels(LABEL);
      opener = crowd.core.operation().labels(LABEL).exempt(true); // it may be of an owner that is killed
      crowd.add().begin(opener);
    }

    int next() {
      at = at + 1 == all.byLabel.length ? 0 : at + 1;
      return at;
    }

    Owner anyOwner() {
      return all.owners[random.nextInt(all.owners.length)];
    }

    UUID id() {
      return new UUID(random.nextLong(), random.nextLong());
    }

    @TearDown
    public void check() {
      Checks.that(!opener.isKilled(), "the opener was killed");
      opener.close();
      labelled.labels(Labels.none());
      opener.labels(Labels.none());
      Checks.equal("carriers at the end", 0, all.core.kill(KillPattern.label("app", "billing")).sessionsMatched());
    }
  }

  @Benchmark
  public KillReport killByLabel(final User user) {
    return user.all.core.kill(user.all.byLabel[user.next()]);
  }

  @Benchmark
  public KillReport killByUid(final User user) {
    return user.all.core.kill(user.all.byUid[user.next()]);
  }

  @Benchmark
  public void beginEnd(final User user, final Blackhole between) {
    user.plain.begin(user.operation);
    between.consume(user.operation);
    user.operation.close();
  }

  @Benchmark
  public void beginEndLabelled(final User user, final Blackhole between) {
    user.hall.begin(user.labelled);
    between.consume(user.labelled);
    user.labelled.close();
  }

  @Benchmark
  public boolean openEnd(final User user) {
    return user.all.core.session(user.id(), user.anyOwner()).end();
  }

  @Benchmark
  public boolean openEndLabelled(final User user) {
    return user.all.core.session(user.id(), user.anyOwner(), User.LABEL).end();
  }

  @Benchmark
  public void openCloseCursorLabelled(final User user) {
    final Cursor<AutoCloseable> cursor = user.opener.openCursor(() -> {});
    cursor.close();
  }
}
