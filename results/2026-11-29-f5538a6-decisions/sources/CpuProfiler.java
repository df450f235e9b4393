package q;

import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.*;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.*;

/** Processor time of the process for each operation: what others on the machine take is not in it. */
public class CpuProfiler implements InternalProfiler {
  private long before;

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
  }

  public String getDescription() {
    return "cpu time";
  }

  public void beforeIteration(BenchmarkParams b, IterationParams i) {
    before = cpu();
  }

  public Collection<? extends Result> afterIteration(BenchmarkParams b, IterationParams i, IterationResult r) {
    double used = cpu() - before;
    long ops = r.getMetadata().getAllOps();
    return List.of(new ScalarResult("cpu", used / ops, "ns/op", AggregationPolicy.AVG));
  }
}
