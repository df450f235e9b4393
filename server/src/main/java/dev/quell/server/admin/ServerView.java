package dev.quell.server.admin;

import dev.quell.KillCore;
import dev.quell.server.ServerOptions;
import dev.quell.server.dispatch.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What the commands of this package ask of the server that they are part of. Thread-safe. */
public interface ServerView {
  /** Where every session, operation and cursor is. */
  KillCore core();

  /** What the server was told. */
  ServerOptions options();

  /** Where it listens, {@code host:port}. */
  String address();

  /** When it was started. */
  Instant startedAt();

  /** How long it has been up, by a clock that is never set. */
  Duration uptime();

  /** What goes over the network. */
  Traffic traffic();

  /** How often each kind of command has run, by the names of {@code opcounters}. */
  Map<String, Long> opcounters();

  /** What the sweeps of ended sessions have done. */
  Sweeps sweeps();

  /** Every command there is. */
  Collection<Command> commands();

  /** The latest lines of the log, oldest first. */
  List<String> log();

  /** Has the server stop soon, and returns at once. */
  void requestStop();

  /**
   * What goes over the network, since the start.
   *
   * @param connections open now
   * @param connectionsCreated accepted so far
   * @param connectionsRefused turned away, there being too many
   * @param bytesIn received
   * @param bytesOut sent
   * @param requests messages received
   */
  record Traffic(
      long connections, long connectionsCreated, long connectionsRefused, long bytesIn, long bytesOut, long requests) {}

  /**
   * The sweeps of ended sessions, since the start.
   *
   * @param count how many there were
   * @param last when the last one was; the start of the server if there was none
   * @param lastMillis how long the last one took
   * @param lastEnded how many sessions the last one ended
   */
  record Sweeps(long count, Instant last, long lastMillis, long lastEnded) {}
}
