package dev.quell.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.function.Supplier;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.PostDiscoveryFilter;

/**
 * Leaves out {@link PostgresTest} on a machine that cannot run PostgreSQL, and says so: its programs are there, but may
 * not be for this machine, or not run as this user.
 */
@SuppressWarnings({"exports", "missing-explicit-ctor"}) // found as a service
public final class PostgresFilter implements PostDiscoveryFilter {
  private static final Supplier<Boolean> RUNS = new Once();

  /** Starts a server. */
  static EmbeddedPostgres start() throws IOException {
    return EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
  }

  @Override
  public FilterResult apply(final TestDescriptor test) {
    final boolean isMeant =
        test.getSource()
            .filter(
                source -> source instanceof ClassSource of && of.getClassName().equals(PostgresTest.class.getName()))
            .isPresent();
    return FilterResult.includedIf(!isMeant || RUNS.get());
  }

  /** Tries it once. */
  private static final class Once implements Supplier<Boolean> {
    private int tries;
    private boolean runs;

    @Override
    public synchronized Boolean get() {
      if (tries++ == 0) {
        runs = tryIt();
      }
      return runs;
    }
  }

  private static boolean tryIt() {
    try (EmbeddedPostgres server = start()) {
      return server.getPort() > 0;
    } catch (final IOException | RuntimeException e) {
      System.err.println("NOT TESTED: the JDBC adapter with PostgreSQL, which does not run on this machine: " + e);
      return false;
    }
  }
}
