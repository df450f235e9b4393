package dev.quell.stress.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCore;
import dev.quell.KillCoreBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The soak on cores that a host sets up. */
class HostCoreTest {

  /** Runs the agent itself, and closes cursors on a thread of its own. */
  public static final class WithAgent implements HostCore {
    private final ExecutorService closer = Executors.newSingleThreadExecutor(task -> {
      final Thread thread = new Thread(task, "closer of the host");
      thread.setDaemon(true);
      return thread;
    });
    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();

    @Override
    public void configure(final KillCoreBuilder builder) {
      builder.hostRunsAgent().cursorExecutor(task -> {
        closed.incrementAndGet();
        closer.execute(task);
      });
    }

    @Override
    public Runnable run(final KillCore core) {
      final AgentRunner runner =
          new AgentRunner(new SleepingMillisIdleStrategy(1), error -> {}, null, core.agent());
      final Thread thread = new Thread(runner, "agent of the host");
      thread.setDaemon(true);
      thread.start();
      running.incrementAndGet();
      return () -> {
        running.decrementAndGet();
        runner.close();
      };
    }
  }

  /** Another. */
  public static final class Another implements HostCore {
    @Override
    public void configure(final KillCoreBuilder builder) {}
  }

  @Test
  void shouldRunOnCoresThatTheHostSetsUp() {
    final WithAgent host = new WithAgent();
    final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    do {
      final Soak soak = new Soak(
          5, Duration.ofSeconds(2), host, Access.DIRECT, Soak.PATIENCE,
          new PrintStream(printed, true, StandardCharsets.UTF_8));

      soak.run(TimeUnit.MILLISECONDS.toNanos(500));

      assertEquals(List.of(), soak.violations().kept(), printed::toString);
      assertTrue(soak.passed());
    } while (host.closed.get() == 0);
    assertEquals(0, host.running.get());
    host.closer.shutdown();
  }

  @Test
  void shouldFindTheOneOnTheClassPath(@TempDir final Path folder) throws IOException {
    assertInstanceOf(WithAgent.class, found(folder, WithAgent.class));
  }

  @Test
  void shouldBePlainIfThereIsNone(@TempDir final Path folder) throws IOException {
    assertSame(HostCore.PLAIN, found(folder));
  }

  @Test
  void shouldRefuseSeveral(@TempDir final Path folder) {
    final String message = assertThrows(
        IllegalStateException.class, () -> found(folder, WithAgent.class, Another.class)).getMessage();

    assertTrue(message.contains("WithAgent") && message.contains("Another"), message);
  }

  /** With these named in a folder of the class path. */
  private static HostCore found(final Path folder, final Class<?>... classes) throws IOException {
    final Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.write(services.resolve(HostCore.class.getName()), List.of(classes).stream().map(Class::getName).toList());
    final ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      Thread.currentThread().setContextClassLoader(loader);
      return HostCore.found();
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }
}
