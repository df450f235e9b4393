package dev.quell.bench.memory;

import dev.quell.Owner;
import dev.quell.bench.peer.Subject;
import dev.quell.bench.report.Line;
import dev.quell.bench.setup.Checks;
import dev.quell.bench.setup.Claims;
import dev.quell.bench.setup.Keys;
import dev.quell.bench.setup.Sizes;
import java.lang.ref.Reference;

/**
 * Question: how much memory does an idle session take, everything included: tables, indexes, its share of an owner that
 * has 100 sessions, of the owner's name and of its role?
 *
 * <p>{@code bytes} is that, for a host that names sessions by UUID; {@code bytesHeld} the same when the host keeps the
 * session object that it was given, less its own reference to it; {@code ownerBytes} is the part of both that the host
 * made, its owner objects. Heap and direct buffers, after full collections.
 *
 * <p>Aim at a million sessions: Quell's {@code bytes} at most 75. Refuted if Quell takes more. Peers whose sessions
 * are lean objects take less, the more so without an index by role or UUID. Below about 100,000 sessions what a core
 * has anyhow shows.
 *
 * <p>{@code java -XX:+UseSerialGC -Xmx4g -cp bench/target/quell-bench.jar dev.quell.bench.memory.Footprint [subject
 * [sessions...]]}; the subject is {@code quell} or a peer, see {@link Subject#NAMES}, the sessions are a million unless
 * given; {@code cqengine} needs {@code -Xmx8g} for ten million
 */
public final class Footprint {
  static final int AIM_SESSIONS = 1_000_000;
  static final int AIM_BYTES = 75;

  private final Claims claims = new Claims("footprint");

  private Footprint() {}

  public static void main(final String[] args) throws InterruptedException {
    new Footprint().run(args);
  }

  private void run(final String[] args) throws InterruptedException {
    final String subject = args.length > 0 ? args[0] : "quell";
    measure(subject, new Keys(Keys.SESSIONS_PER_ROLE)); // loads the classes
    if (args.length < 2) {
      measureAndPrint(subject, AIM_SESSIONS);
    }
    for (int i = 1; i < args.length; i++) {
      measureAndPrint(subject, Integer.parseInt(args[i]));
    }
    claims.finish();
  }

  private void measureAndPrint(final String subject, final int sessions) throws InterruptedException {
    final Sizes sizes = measure(subject, new Keys(sessions));
    Line.of("footprint")
        .with("subject", subject)
        .with("sessions", sessions)
        .with("bytes", sizes.bytes(), 1)
        .with("bytesHeld", sizes.bytesHeld(), 1)
        .with("ownerBytes", sizes.ownerBytes(), 1)
        .print();
    if (subject.equals("quell") && sessions == AIM_SESSIONS) {
      claims.claim(sizes.bytes() <= AIM_BYTES, "a session takes more than " + AIM_BYTES + " B");
    }
  }

  /** All for each session. */
  private record Sizes(double bytes, double bytesHeld, double ownerBytes) {}

  private Sizes measure(final String name, final Keys keys) throws InterruptedException {
    final Object[] handles = new Object[keys.size()];
    final long before = Heap.used();
    Owner[] owners = keys.newOwners();
    final long withOwners = Heap.used();
    final Subject<?, ?> subject = Subject.named(name, keys.size());
    for (int i = 0; i < handles.length; i++) {
      subject.openByUuid(keys.high[i], keys.low[i], owners[keys.ownerOf[i]]);
      if ((i & 0xFFFF) == 0) {
        claims.progress("sessions of " + name + " opened", i, handles.length);
      }
    }
    owners = null; // what the subject does not keep is not counted
    final long after = Heap.used();
    owners = keys.newOwners();
    for (int i = 0; i < handles.length; i++) {
      handles[i] = subject.open(keys.high[i], keys.low[i], owners[keys.ownerOf[i]]);
    }
    owners = null;
    final long held = Heap.used();
    Checks.equal("sessions", handles.length, subject.sessions());
    Checks.equal("sessions killed", handles.length, subject.killAll());
    subject.close();
    Reference.reachabilityFence(handles);
    Reference.reachabilityFence(keys);
    final double sessions = handles.length;
    return new Sizes((after - before) / sessions, (held - before) / sessions, (withOwners - before) / sessions);
  }
}
