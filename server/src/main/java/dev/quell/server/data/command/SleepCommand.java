package dev.quell.server.data.command;

import dev.quell.KillCode;
import dev.quell.command.CommandException;
import dev.quell.server.dispatch.CommandCall;
import java.time.Duration;
import org.bson.BsonDocument;

/**
 * {@code sleep}, for tests: does nothing for a while, and wakes at once when it is killed. Holds no lock, whatever it
 * is told.
 */
final class SleepCommand extends DataCommand {
  private static final long LONGEST_MS = Duration.ofDays(1).toMillis();
  private static final long DEFAULT_MS = 10_000;

  SleepCommand() {
    super(Shape.of("sleep").optional(Kind.ANY, "sleep").optional(Kind.NUMBER, "millis", "secs", "seconds").lenient(),
        "sleep");
  }

  /** Harms nobody. */
  @Override
  public void authorize(final CommandCall call) {}

  @Override
  BsonDocument run(final CommandCall call, final Fields fields) {
    final long seconds = Math.min(LONGEST_MS, fields.count("secs", fields.count("seconds", 0))) * 1000;
    final long millis = fields.count("millis", 0);
    final boolean said = fields.has("millis") || fields.has("secs") || fields.has("seconds");
    try {
      final long wanted = said ? seconds + Math.min(LONGEST_MS, millis) : DEFAULT_MS;
      call.operation().sleep(Duration.ofMillis(Math.min(LONGEST_MS, wanted)));
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(KillCode.INTERRUPTED, KillCode.messageOf(KillCode.INTERRUPTED));
    }
    return new BsonDocument();
  }
}
