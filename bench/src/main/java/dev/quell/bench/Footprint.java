package dev.quell.bench;

import dev.quell.Owner;
import dev.quell.bench.peer.Subject;
import java.lang.ref.Reference;
import java.util.Locale;

/**
 * Question: how much heap does an idle session take, everything included: tables, indexes, the session object, its share of an owner
 * that has 100 sessions, of the owner's name and of its role?
 *
 * <p>Aim at a million sessions: Quell at most 112 B; the peer {@code indexedSync} about 158 B in {@code reach.md}. Refuted if Quell takes more.
 *
 * <p>{@code java -XX:+UseSerialGC -Xmx4g -cp bench/target/quell-bench.jar dev.quell.bench.Footprint [sessions]}
 */
public final class Footprint {
  private Footprint() {}

  public static void main(final String[] args) throws InterruptedException {
    final int sessions = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    final Keys keys = new Keys(sessions);
    measure("quell", new Keys(Keys.SESSIONS_PER_ROLE)); // loads the classes
    measure("indexedSync", new Keys(Keys.SESSIONS_PER_ROLE));
    for (final String name : new String[] {"quell", "indexedSync"}) {
      System.out.printf(Locale.ROOT, "%-12s %,11d sessions: %s%n", name, sessions, measure(name, keys));
    }
    Reference.reachabilityFence(keys);
  }

  private static String measure(final String name, final Keys keys) throws InterruptedException {
    final long before = Heap.used();
    Owner[] owners = keys.newOwners();
    final long withOwners = Heap.used();
    final Subject<?, ?> subject = Subject.named(name, keys.size());
    for (int i = 0; i < keys.size(); i++) {
      subject.open(keys.high[i], keys.low[i], owners[keys.ownerOf[i]]);
    }
    owners = null; // what the subject does not keep is not counted
    final long after = Heap.used();
    Checks.equal("sessions", keys.size(), subject.sessions());
    Checks.equal("sessions killed", keys.size(), subject.killAll());
    subject.close();
    return String.format(
        Locale.ROOT,
        "%.1f B a session, of which %.1f B are the host's owner objects",
        (double) (after - before) / keys.size(),
        (double) (withOwners - before) / keys.size());
  }
}
