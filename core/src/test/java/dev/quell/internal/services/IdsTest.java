package dev.quell.internal.services;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdsTest {
  private static final int MANY = 10_000;
  private final Ids ids = new Ids();

  private List<Long> take(final int count) {
    final List<Long> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      taken.add(ids.next());
    }
    return taken;
  }

  @Test
  void shouldBeginWithOne() {
    assertEquals(1, ids.next());
  }

  @Test
  void shouldRiseForOneThread() {
    final List<Long> taken = take(MANY);
    assertEquals(taken, List.copyOf(new TreeSet<>(taken)));
  }

  @Test
  void shouldGiveEachOutOnce() {
    final Set<Long> all = ConcurrentHashMap.newKeySet();
    final List<CompletableFuture<Void>> threads =
        IntStream.range(0, 64)
            .mapToObj(
                i -> CompletableFuture.runAsync(
                    () -> take(MANY).forEach(id -> assertTrue(all.add(id), "twice: " + id)),
                    task -> new Thread(task).start()))
            .toList();
    threads.forEach(CompletableFuture::join);
    assertEquals(64 * MANY, all.size());
  }
}
