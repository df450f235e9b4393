package dev.quell.stress.cluster;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Where the members live. */
interface Network extends AutoCloseable {

  /** Ways to disturb traffic. */
  enum Harm {
    /** What one sends to the other is lost in silence. */
    DEAF,
    /** One has no cable. */
    UNPLUGGED,
    /** One sends and receives slowly, with a queue. */
    SLOW,
    /** All that one receives comes late. */
    DELAYED
  }

  /** The address for a member to bind to, port 0 for any. */
  String host(int member);

  int port();

  /** What stands before the command of a member's process. */
  List<String> prefix(int member);

  /** What this network cannot do, and why; the soak goes on without. */
  Map<Harm, String> lacks();

  /** Has all that one member sends to another be lost. */
  void deafen(int from, int to) throws IOException, InterruptedException;

  /** Has one member without a link, or slow, or with delays. */
  void harm(Harm harm, int member) throws IOException, InterruptedException;

  /** Everything is as it was at first. */
  void heal() throws IOException, InterruptedException;

  @Override
  void close();
}
