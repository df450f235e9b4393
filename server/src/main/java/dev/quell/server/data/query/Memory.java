package dev.quell.server.data.query;

import dev.quell.command.CommandException;

/** What a stage that must see everything before it answers may hold: 100 MB, counted in BSON. */
final class Memory {
  /** The most that is held. */
  static final long LIMIT = 100L * 1024 * 1024;
  /** QueryExceededMemoryLimitNoDiskUseAllowed. */
  static final int EXCEEDED = 292;

  private final String stage;
  private long held;

  Memory(final String stage) {
    this.stage = stage;
  }

  void take(final long bytes) {
    held += bytes;
    if (held > LIMIT) {
      throw new CommandException(
          EXCEEDED, stage + " exceeded memory limit of " + LIMIT
              + " bytes, and this server does not sort or group on disk");
    }
  }

  boolean isHalfFull() {
    return held > LIMIT / 2;
  }

  void giveBack(final long bytes) {
    held -= bytes;
  }
}
