package dev.quell.bench.setup;

import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.Owner;
import dev.quell.Session;
import dev.quell.Telemetry;
import dev.quell.UserName;
import java.time.Duration;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.TearDown;

/** A core with many idle sessions, as {@link Keys} says, that runs its own background thread, as users have it. */
public abstract class Crowd {
  /** Room for the sessions that a benchmark adds; too little to change the size of any table. */
  private static final int SLACK = 4_096;

  public KillCore core;
  public Keys keys;
  public Owner[] owners;
  private final SplittableRandom random = new SplittableRandom(4);
  private int added;

  public void fill(final int sessions) {
    fill(sessions, Shape.USUAL);
  }

  public void fill(final int sessions, final Shape shape) {
    keys = new Keys(sessions, shape);
    owners = keys.newOwners();
    core = KillCore.builder().maxSessions(sessions + SLACK).sessionTimeout(Duration.ofDays(1)).build();
    for (int i = 0; i < sessions; i++) {
      session(i);
    }
    keys.reorder();
    Checks.equal("sessions", sessions, core.telemetry().sessions());
    Checks.equal("sessions of an owner", shape.sessionsPerOwner(), matched(KillPattern.owner(owners[0].uid())));
    Checks.equal("sessions of a role", shape.sessionsPerRole(), matched(KillPattern.roles(keys.role(0))));
    Checks.equal("sessions of a UUID", 1, matched(KillPattern.session(keys.id(0))));
  }

  private long matched(final KillPattern pattern) {
    return core.explain(KillRequest.of(pattern)).sessions();
  }

  public int size() {
    return keys.size();
  }

  /** The session of the i-th key. */
  public Session session(final int i) {
    return core.session(keys.high[i], keys.low[i], owner(i));
  }

  /** The owner of the i-th key. */
  public Owner owner(final int i) {
    return owners[keys.ownerOf[i]];
  }

  /** The name of the i-th owner. */
  public UserName userName(final int i) {
    return owners[i].name().orElseThrow();
  }

  /** Opens one session more; two calls in a row make neighbours. */
  public synchronized Session add() {
    return add(owners[random.nextInt(owners.length)]);
  }

  /** Opens one session more, of this owner. */
  public synchronized Session add(final Owner owner) {
    added++;
    return core.session(Keys.version4(random.nextLong()), Keys.variant2(random.nextLong()), owner);
  }

  @TearDown
  public void close() {
    final Telemetry telemetry = core.telemetry();
    Checks.equal("sessions at the end", size() + added, telemetry.sessions());
    Checks.equal("expired", 0, telemetry.sessionsExpired());
    Checks.equal("refused", 0, telemetry.sessionsRefused());
    Checks.equal("host errors", 0, telemetry.hostErrors());
    Checks.equal("running operations at the end", 0, core.operations().count());
    Checks.equal("open cursors at the end", 0, core.cursors().count());
    core.close();
  }
}
