package q;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jctools.queues.varhandle.*;
import org.openjdk.jmh.annotations.*;

/** Offer and poll, as a killer and a closer do. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class QueueBenchmark {
  static final int BURST = 100;
  @Param({"clq", "xadd", "xaddPooled", "array", "mpscLinked"})
  String queue;
  Queue<Object> q;
  final Object task = new Object();

  @Setup
  public void make() {
    q = switch (queue) {
      case "clq" -> new ConcurrentLinkedQueue<>();
      case "xadd" -> new MpmcUnboundedXaddVarHandleArrayQueue<>(256, 0);
      case "xaddPooled" -> new MpmcUnboundedXaddVarHandleArrayQueue<>(256, 2);
      case "array" -> new MpmcVarHandleArrayQueue<>(4096);
      case "mpscLinked" -> new MpscLinkedVarHandleQueue<>();
      default -> throw new IllegalArgumentException(queue);
    };
  }

  @Benchmark
  public Object one() {
    q.offer(task);
    return q.poll();
  }

  /** A kill of a hundred cursors, and then their closer. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public Object burst() {
    for (int i = 0; i < BURST; i++) {
      q.offer(task);
    }
    Object last = null;
    for (Object next = q.poll(); next != null; next = q.poll()) {
      last = next;
    }
    return last;
  }

  @Benchmark
  @Threads(2)
  public Object two() {
    q.offer(task);
    return q.poll();
  }
}
