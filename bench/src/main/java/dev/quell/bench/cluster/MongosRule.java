package dev.quell.bench.cluster;

import dev.quell.cluster.engine.Engine;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * How mongos kills on many hosts, on the engine of the cluster: first its own work; then all hosts are asked in
 * parallel, at most 100 at once, in random order; each is given 60 seconds; those that failed are named. Nothing is
 * sent again, and nothing is remembered for hosts that were out of touch.
 *
 * <p>Source: {@code killSessionsRemote} and {@code parallelExec} in MongoDB's {@code
 * src/mongo/s/commands/kill_sessions_remote.cpp}, with the defaults of {@code killSessionsMaxConcurrency} and {@code
 * killSessionsPerHostTimeoutMS}. With up to 100 hosts, all are asked at once, so the limit is left out here.
 */
final class MongosRule {
  private static final byte KILL = 1;
  private static final byte ECHO = 0;
  private static final int MOST_HOSTS = 100;

  private final Map<Long, Call> calls = new ConcurrentHashMap<>();
  private final AtomicLong numbers = new AtomicLong();
  private final int messageBytes;

  /** A call that waits. */
  private record Call(Set<String> missing, Thread waiter) {}

  /** @param messageBytes of each message, as long as those of the cluster */
  MongosRule(final int messageBytes) {
    this.messageBytes = messageBytes;
  }

  static boolean isKill(final byte[] message) {
    return message[0] == KILL;
  }

  /** An answer. */
  void heard(final String member, final byte[] message) {
    final Call call = calls.get(ByteBuffer.wrap(message).getLong(1));
    if (call != null && call.missing.remove(member) && call.missing.isEmpty()) {
      LockSupport.unpark(call.waiter);
    }
  }

  /**
   * Kills on the own core, then on all hosts.
   *
   * @param perHostNanos how long to wait
   * @return those that have not answered
   */
  Set<String> kill(final ClusterNode node, final List<String> hosts, final long perHostNanos) {
    node.core.kill(ClusterNode.OF_ALICE);
    return ask(KILL, node.engine, hosts, perHostNanos);
  }

  /** The same messages, there and back, and nothing is done with them. */
  Set<String> bare(final ClusterNode node, final List<String> hosts, final long perHostNanos) {
    return ask(ECHO, node.engine, hosts, perHostNanos);
  }

  private Set<String> ask(
      final byte kind, final @Nullable Engine engine, final List<String> hosts, final long perHostNanos) {
    if (hosts.size() > MOST_HOSTS || engine == null) {
      throw new IllegalArgumentException(hosts.size() + " hosts: expected at most " + MOST_HOSTS + ", and an engine");
    }
    final List<String> order = new ArrayList<>(hosts);
    if (kind == KILL) {
      Collections.shuffle(order);
    }
    final long number = numbers.incrementAndGet();
    final Call call = new Call(ConcurrentHashMap.newKeySet(), Thread.currentThread());
    call.missing.addAll(order);
    calls.put(number, call);
    final byte[] message = ByteBuffer.allocate(messageBytes).put(kind).putLong(number).array();
    final long began = System.nanoTime();
    for (final String host : order) {
      engine.send(host, message);
    }
    while (!call.missing.isEmpty()) {
      final long left = perHostNanos - (System.nanoTime() - began);
      if (left <= 0) {
        break;
      }
      LockSupport.parkNanos(this, left);
    }
    calls.remove(number);
    return call.missing;
  }
}
