package dev.quell.cluster;

import dev.quell.cluster.protocol.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A question on its way: gathers the pages as they come. Changed by the thread that drains the driver. */
final class Asking {

  /**
   * All that came.
   *
   * @param rows those of each member
   * @param unanswered who did not answer to the end
   */
  record Answers(Map<String, List<Row>> rows, List<String> unanswered) {}

  private final Map<String, List<Row>> rows = new LinkedHashMap<>();
  private final CompletableFuture<Answers> returned = new CompletableFuture<>();

  void page(final String member, final List<Row> page) {
    rows.computeIfAbsent(member, key -> new ArrayList<>()).addAll(page);
  }

  void returns(final List<String> silent) {
    returned.complete(new Answers(rows, silent));
  }

  void fail(final RuntimeException error) {
    returned.completeExceptionally(error);
  }

  Answers await() {
    try {
      return returned.join();
    } catch (final CompletionException e) {
      if (e.getCause() instanceof ClusterException known) {
        throw new ClusterException(known.reason(), String.valueOf(known.getMessage()), known);
      }
      throw e;
    }
  }
}
