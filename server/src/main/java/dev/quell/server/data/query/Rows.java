package dev.quell.server.data.query;

import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.data.store.Records;
import dev.quell.server.data.store.Scan;
import dev.quell.server.data.store.Stored;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The documents that a query finds, one by one, none sooner than it is asked for. Used by one thread at a time; closed
 * by any when it is not in use.
 */
public final class Rows implements Iterator<Row>, AutoCloseable {
  private final Iterator<Row> rows;
  private final Runnable close;
  private final String plan;
  private final Optional<Records> source;

  private final Listing listing;

  /** What the rows are, for the choice of threads. */
  private enum Listing {
    NONE, SHORT, LONG
  }

  private Rows(
      final Iterator<Row> rows, final Runnable close, final String plan, final Optional<Records> source) {
    this(rows, close, plan, source, Listing.NONE);
  }

  private Rows(
      final Iterator<Row> rows, final Runnable close, final String plan, final Optional<Records> source,
      final Listing listing) {
    this.rows = rows;
    this.close = close;
    this.plan = plan;
    this.source = source;
    this.listing = listing;
  }

  /** No documents. */
  public static Rows none() {
    return new Rows(List.<Row>of().iterator(), () -> {}, "EOF", Optional.empty());
  }

  /** Documents that were made elsewhere; closed is what they come from. */
  static Rows of(final Stream<Row> rows, final Runnable close, final String plan) {
    return new Rows(rows.iterator(), close, plan, Optional.empty());
  }

  /** What became of these rows; closed is more than they are. Refused as these are if the collection was dropped. */
  Rows become(final Stream<Row> stream, final Runnable closing) {
    return new Rows(stream.iterator(), closing, plan, source);
  }

  /**
   * The documents of a collection that match, as the collection is now. Polls for each that it looks at.
   *
   * @param records empty for a collection that is not there
   */
  public static Rows find(final Optional<Records> records, final Filter filter, final boolean backwards,
      final Poll poll) {
    if (records.isEmpty()) {
      return none();
    }
    if (filter.id().isPresent()) {
      final Optional<Stored> found = records.get().byId(filter.id().get());
      final Stream<Row> rows = found.stream().map(stored -> Row.of(stored, poll)).filter(filter::matches);
      return new Rows(rows.iterator(), () -> {}, "IDHACK", records);
    }
    final Scan scan = records.get().scan(backwards);
    return new Rows(new Matching(scan, records.get(), filter, poll), scan::close, "COLLSCAN", records);
  }

  /** The iterator of a scan, written out because it is the loop that everything else waits for. */
  private static final class Matching implements Iterator<Row> {
    private final Scan scan;
    private final Records records;
    private final Filter filter;
    private final Poll poll;
    private @Nullable Row next;

    Matching(final Scan scan, final Records records, final Filter filter, final Poll poll) {
      this.scan = scan;
      this.records = records;
      this.filter = filter;
      this.poll = poll;
    }

    @Override
    public boolean hasNext() {
      while (next == null && scan.hasNext()) {
        poll.check();
        requireThere(records);
        final Row row = Row.of(scan.next(), poll);
        if (filter.matches(row)) {
          next = row;
        }
      }
      return next != null;
    }

    @Override
    public Row next() {
      final Row row = hasNext() ? next : null;
      if (row == null) {
        throw new NoSuchElementException();
      }
      next = null;
      return row;
    }
  }

  /**
   * All of them, read now, and these closed.
   *
   * @param mostBytes how large they may be together
   * @return empty if they are larger; these are closed all the same
   */
  public Optional<Rows> whole(final long mostBytes) {
    final List<Row> all = new ArrayList<>();
    try (this) {
      long left = mostBytes;
      while (rows.hasNext()) {
        final Row row = rows.next().compact();
        left -= row.size();
        if (left < 0) {
          return Optional.empty();
        }
        all.add(row);
      }
    }
    return Optional.of(new Rows(all.iterator(), () -> {}, plan, Optional.empty()));
  }

  /** These rows, known to list what goes on in the server, and to cost no more than that. */
  public Rows asListing() {
    return new Rows(rows, close, plan, source, Listing.SHORT);
  }

  /** These rows, known to be made of what goes on in the server, by as much work as the client likes. */
  public Rows asLongListing() {
    return new Rows(rows, close, plan, source, Listing.LONG);
  }

  /** Whether they list what goes on in the server, and cost no more than that. */
  public boolean isListing() {
    return listing == Listing.SHORT;
  }

  /** Whether they are made of what goes on in the server, by as much work as the client likes. */
  public boolean isLongListing() {
    return listing == Listing.LONG;
  }

  /**
   * Refuses to go on if the collection was dropped. A query looks for that at each document; whoever goes on with one
   * that holds some already asks here.
   *
   * @throws CommandException with 175
   */
  public void requireThere() {
    source.ifPresent(Rows::requireThere);
  }

  private static void requireThere(final Records records) {
    if (records.isDropped()) {
      throw new CommandException(ErrorCode.QUERY_PLAN_KILLED, "collection dropped. UUID " + records.uuid());
    }
  }

  /** How they are found: {@code COLLSCAN} or {@code IDHACK}. */
  public String plan() {
    return plan;
  }

  /** The same rows as a stream, which is lazy too. */
  Stream<Row> stream() {
    return Lazily.from(rows);
  }

  /** These rows with something done to them on their way. */
  Rows through(final Stream<Row> stream) {
    return become(stream, close);
  }

  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  @Override
  public Row next() {
    return rows.next();
  }

  @Override
  public void close() {
    close.run();
  }
}
