package dev.quell.server.admin;

import dev.quell.KillCore;
import dev.quell.server.ServerOptions;
import dev.quell.server.dispatch.Command;
import dev.quell.server.net.NetStats;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonDocument;

/** What the commands of this package ask of the server that they are part of. Thread-safe. */
public interface ServerView {
  /** Where every session, operation and cursor is. */
  KillCore core();

  /** What the server was told. */
  ServerOptions options();

  /** The port that it listens on. */
  int port();

  /** How long it has been up, by a clock that is never set. */
  Duration uptime();

  /** What goes over the network. */
  NetStats traffic();

  /** How often each kind of command has run, by the names of {@code opcounters}. */
  Map<String, Long> opcounters();

  /** How many cursors are open that no idle time closes. */
  long cursorsWithoutTimeout();

  /** What {@code serverStatus} shows as {@code logicalSessionRecordCache}. */
  BsonDocument sessionCache();

  /** What it is in its cluster; empty if it is alone. */
  Optional<BsonDocument> cluster();

  /** Every command there is. */
  Collection<Command> commands();

  /** The latest lines of the log, oldest first. */
  List<String> log();

  /** Has the server stop soon, and returns at once. */
  void requestStop();
}
