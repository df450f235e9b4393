package dev.quell.server.admin;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the server tells its operator: to the log, and the latest lines of it to {@code getLog}. Thread-safe. */
public final class EventLog {
  private static final int KEPT = 1_024;
  private static final int LONGEST = 2_048;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final JsonWriterSettings JSON = JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build();

  private final Logger log = LoggerFactory.getLogger("quell-server");
  private final Deque<Line> latest = new ArrayDeque<>();

  /** A line, made into text when somebody asks for it. */
  private record Line(long millis, String severity, String component, String thread, String message) {
    private String toJson() {
      return new BsonDocument("t", new BsonDateTime(millis))
          .append("s", new BsonString(severity))
          .append("c", new BsonString(component))
          .append("ctx", new BsonString(thread))
          .append("msg", new BsonString(message))
          .toJson(JSON);
    }
  }

  /** Something that happens all the time, for whoever looks for it; not kept. */
  public void debug(final String message) {
    if (log.isDebugEnabled()) {
      log.debug(shorten(message));
    }
  }

  /** Something that an operator wants to know. */
  public void info(final String component, final String message) {
    final String line = shorten(message);
    log.info(line);
    keep("I", component, line);
  }

  /** Something that an operator may have to see to. */
  public void warn(final String component, final String message, final Throwable cause) {
    final String line = shorten(message);
    log.warn(line, cause);
    keep("W", component, line);
  }

  /** A client can have a say in what is logged, and is not to fill the disk, or to begin a line of its own. */
  private static String shorten(final String message) {
    final String line = CONTROL.matcher(message).replaceAll(" ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }

  private void keep(final String severity, final String component, final String message) {
    final Line line =
        new Line(System.currentTimeMillis(), severity, component, Thread.currentThread().getName(), message);
    synchronized (latest) {
      if (latest.size() == KEPT) {
        latest.removeFirst();
      }
      latest.addLast(line);
    }
  }

  /** The latest lines, oldest first, each a JSON document as clients expect it. */
  public List<String> latest() {
    final List<Line> lines;
    synchronized (latest) {
      lines = new ArrayList<>(latest);
    }
    return lines.stream().map(Line::toJson).toList();
  }
}
