package dev.quell.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.Operation;
import dev.quell.Owner;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The text that a Prometheus server gets. */
class PrometheusTest {

  @Test
  void shouldBeScraped() {
    final AtomicLong nanos = new AtomicLong(7_000_000_000L);
    final Owner ann = Owner.of("ann", "app");
    final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try (KillCore core = KillCore.builder().hostRunsAgent().nanoClock(nanos::get).build();
        KillMetrics metrics = new KillMetrics(core, Tags.of("core", "orders"))) {
      metrics.bindTo(registry);
      try (Operation op = core.startSession(ann).begin("query")) {
        op.onKill(cause -> nanos.addAndGet(500_000_000));
        core.kill(KillPattern.owner(ann.uid()));
      }

      final List<String> lines = registry.scrape().lines().toList();
      for (final String line : List.of(
          "quell_operations_running{core=\"orders\"} 0.0",
          "quell_sessions_open{core=\"orders\"} 1.0",
          "quell_cursors_open{core=\"orders\"} 0.0",
          "quell_kills_pending{core=\"orders\"} 0.0",
          "quell_kills_total{code=\"Interrupted\",core=\"orders\",trigger=\"pattern\"} 1.0",
          "quell_kills_total{code=\"MaxTimeMSExpired\",core=\"orders\",trigger=\"deadline\"} 0.0",
          "quell_operations_killed_total{code=\"Interrupted\",core=\"orders\",trigger=\"pattern\"} 1.0",
          "quell_kill_duration_seconds_sum{code=\"Interrupted\",core=\"orders\",trigger=\"pattern\"} 0.5",
          "quell_kill_to_stop_seconds_count{core=\"orders\"} 1",
          "quell_sessions_opened_total{core=\"orders\"} 1.0",
          "quell_host_errors_total{core=\"orders\"} 0.0")) {
        assertTrue(lines.contains(line), line + "\nis not in\n" + String.join("\n", lines));
      }
      assertEquals(4, lines.stream().filter(l -> l.startsWith("quell_kill_to_stop_percentile_seconds{")).count());
      assertEquals(1, lines.stream().filter(l -> l.startsWith("quell_kill_to_stop_max_seconds{")).count());
    }
    assertEquals("", registry.scrape().lines().filter(l -> l.startsWith("quell")).reduce("", String::concat));
  }

  @Test
  void shouldShowTwoCoresThatDifferInTheValueOfATag() {
    final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try (KillCore orders = KillCore.create();
        KillCore users = KillCore.create();
        KillMetrics ofOrders = new KillMetrics(orders, Tags.of("core", "orders"));
        KillMetrics ofUsers = new KillMetrics(users, Tags.of("core", "users"))) {
      ofOrders.bindTo(registry);
      ofUsers.bindTo(registry);

      final List<String> lines =
          registry.scrape().lines().filter(line -> line.startsWith("quell") && !line.contains("_created")).toList();
      assertEquals(
          lines.stream().filter(line -> line.contains("core=\"orders\"")).map(line -> line.replace("orders", "users"))
              .toList(),
          lines.stream().filter(line -> line.contains("core=\"users\"")).toList());
      assertTrue(lines.contains("quell_operations_running{core=\"users\"} 0.0"), lines::toString);
    }
  }
}
