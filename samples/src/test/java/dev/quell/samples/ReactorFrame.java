package dev.quell.samples;

import dev.quell.Operation;
import reactor.core.publisher.Flux;

/** What quell-reactor's part of docs/integrations.md presumes. */
abstract class ReactorFrame extends Frame {
  final String sql = "SELECT 1";
  final Client client = new Client();

  record Order(String text) {}

  record Report(String text) {}

  /** Somebody's reactive client of a database. */
  static final class Client {
    Flux<Order> query(final String sql) {
      return Flux.just(new Order(sql));
    }
  }

  static Report build(final Operation operation) {
    operation.check();
    return new Report("done");
  }
}
