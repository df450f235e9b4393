package q;

import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import dev.quell.internal.services.RandomIds;
import org.openjdk.jmh.annotations.*;

@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class RandomBenchmark {
  final RandomIds ids = new RandomIds();
  final SecureRandom secure = new SecureRandom();

  @Benchmark public long counter() { return ids.nextLong(); }
  @Benchmark public long secure() { return secure.nextLong(); }
  @Benchmark @Threads(2) public long counterTwo() { return ids.nextLong(); }
  @Benchmark @Threads(2) public long secureTwo() { return secure.nextLong(); }
}
