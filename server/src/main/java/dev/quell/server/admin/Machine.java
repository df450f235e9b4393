package dev.quell.server.admin;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;

/** The machine and the process, without a look-up that could block: these answers come from the reserved threads. */
public final class Machine {
  private static final int MEGABYTE = 20;
  private static final int PAGE = 12;
  private static final String HOST_NAME = findHostName();

  private Machine() {}

  /** What the machine calls itself; its name is not asked of the network. */
  public static String hostName() {
    return HOST_NAME;
  }

  private static String findHostName() {
    return read("/proc/sys/kernel/hostname")
        .or(() -> Optional.ofNullable(System.getenv("HOSTNAME")))
        .or(() -> Optional.ofNullable(System.getenv("COMPUTERNAME")))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .orElse("localhost");
  }

  private static Optional<String> read(final String file) {
    try {
      return Optional.of(Files.readString(Path.of(file)));
    } catch (final IOException e) {
      return Optional.empty(); // only Linux has these files
    }
  }

  /** What the process takes, in megabytes; without Linux's files, what the JVM says of itself. */
  static BsonDocument memory() {
    final MemoryMXBean jvm = ManagementFactory.getMemoryMXBean();
    final long committed = jvm.getHeapMemoryUsage().getCommitted() + jvm.getNonHeapMemoryUsage().getCommitted();
    final Optional<String[]> pages = read("/proc/self/statm").map(text -> text.split(" "));
    return new BsonDocument("bits", new BsonInt32(bits()))
        .append("resident", megabytes(pages.map(all -> Long.parseLong(all[1]) << PAGE).orElse(committed)))
        .append("virtual", megabytes(pages.map(all -> Long.parseLong(all[0]) << PAGE).orElse(committed)))
        .append("supported", BsonBoolean.TRUE)
        .append("heapUsed", megabytes(jvm.getHeapMemoryUsage().getUsed()))
        .append("heapMax", megabytes(jvm.getHeapMemoryUsage().getMax()));
  }

  private static BsonInt64 megabytes(final long bytes) {
    return new BsonInt64(bytes >> MEGABYTE);
  }

  private static int bits() {
    return Integer.getInteger("sun.arch.data.model", 64);
  }

  /** The reply to {@code hostInfo}. */
  static BsonDocument describe() {
    final int processors = Runtime.getRuntime().availableProcessors();
    final BsonDocument system = new BsonDocument("currentTime", new BsonDateTime(System.currentTimeMillis()))
        .append("hostname", new BsonString(hostName()))
        .append("cpuAddrSize", new BsonInt32(bits()))
        .append("numCores", new BsonInt32(processors))
        .append("numCoresAvailableToProcess", new BsonInt32(processors))
        .append("cpuArch", property("os.arch"));
    if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os) {
      system.append("memSizeMB", megabytes(os.getTotalMemorySize()));
    }
    return new BsonDocument("system", system)
        .append("os", new BsonDocument("type", property("os.name"))
            .append("name", property("os.name"))
            .append("version", property("os.version")))
        .append("extra", new BsonDocument("java", property("java.vm.name"))
            .append("javaVersion", new BsonString(Runtime.version().toString())));
  }

  private static BsonString property(final String name) {
    return new BsonString(System.getProperty(name, ""));
  }
}
