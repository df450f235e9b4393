package dev.quell.cluster;

import dev.quell.cluster.ClusterException.Reason;
import dev.quell.cluster.driver.Driver;
import dev.quell.cluster.protocol.Question;
import dev.quell.cluster.protocol.Row;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks the other members, by pages, and waits for what they answer. */
final class Questions {
  private static final int ROWS_PER_PAGE = 500;

  private final String self;
  private final Driver driver;
  private final Pending pending;
  private final long timeoutNanos;
  private final Supplier<ClusterException> left;

  Questions(final LocalMember member) {
    self = member.name;
    driver = member.driver;
    pending = member.pending;
    timeoutNanos = member.timeoutNanos;
    left = member::left;
  }

  /** Whether this kill won on that member, which is not this one. */
  boolean killOperation(final String member, final Question.KillOperation kill) {
    final Asking.Answers answers = ask(kill, List.of(member), 1);
    if (!answers.unanswered().isEmpty()) {
      throw new ClusterException(Reason.UNANSWERED, member + " did not answer in time", null);
    }
    return answers.rows().getOrDefault(member, List.of()).stream()
        .anyMatch(row -> row instanceof Row.OfHits hits && hits.operations() > 0);
  }

  private Asking.Answers ask(final Question question, final List<String> members, final long limit) {
    return asked(question, members, limit).await();
  }

  /** Rows of one value each. */
  private static <T> List<ClusterListing.Row<T>> rowsOf(
      final String member, final List<Row> rows, final Function<Row, @Nullable T> valueOf) {
    final List<ClusterListing.Row<T>> values = new ArrayList<>();
    for (final Row row : rows) {
      final T value = valueOf.apply(row);
      if (value != null) {
        values.add(new ClusterListing.Row<>(member, value));
      }
    }
    return values;
  }

  /** The own rows, then those of all others; no row is an answer to more than one of the questions. */
  <T> ClusterListing<T> list(
      final List<Question> questions, final int most, final Stream<T> own, final Function<Row, @Nullable T> valueOf) {
    final List<Asking> askings =
        questions.stream().map(question -> asked(question, List.of(), most + 1L)).toList();
    final List<ClusterListing.Row<T>> all = new ArrayList<>();
    own.limit(most + 1L).forEach(value -> all.add(new ClusterListing.Row<>(self, value)));
    boolean more = cut(all, most);
    final Set<String> silent = new LinkedHashSet<>();
    final Map<String, List<Row>> others = new TreeMap<>();
    for (final Asking asking : askings) {
      final Asking.Answers answers = asking.await();
      silent.addAll(answers.unanswered());
      answers.rows().forEach((member, rows) -> others.computeIfAbsent(member, any -> new ArrayList<>()).addAll(rows));
    }
    for (final var answered : others.entrySet()) {
      final List<ClusterListing.Row<T>> theirs = rowsOf(answered.getKey(), answered.getValue(), valueOf);
      more |= cut(theirs, most);
      all.addAll(theirs);
    }
    return new ClusterListing<>(all, List.copyOf(silent), more);
  }

  private static boolean cut(final List<?> rows, final int most) {
    final boolean more = rows.size() > most;
    if (more) {
      rows.subList(most, rows.size()).clear();
    }
    return more;
  }

  private Asking asked(final Question question, final List<String> members, final long limit) {
    final Asking asking = new Asking();
    driver.submit(
        (protocol, now, out) -> {
          final int rows = (int) Math.min(ROWS_PER_PAGE, limit);
          pending.add(protocol.ask(question, members, rows, limit, timeoutNanos, now, out), asking);
        },
        () -> asking.fail(left.get()));
    return asking;
  }
}
