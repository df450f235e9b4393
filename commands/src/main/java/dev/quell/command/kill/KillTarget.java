package dev.quell.command.kill;

import dev.quell.KillPattern;
import dev.quell.command.Caller;
import java.util.List;
import org.bson.BsonReader;

/** What makes one of the three commands different: the meaning of its argument, and who may give it. Thread-safe. */
interface KillTarget {
  /** The command. */
  String name();

  /** What MongoDB calls the command in the paths of its messages. */
  String struct();

  /**
   * Authorises, and reads the argument.
   *
   * @param db the command's database, for the refusal
   * @param argument at the value of the command's first field
   * @return which sessions to kill: those that meet any; none at all means every session
   * @throws dev.quell.command.CommandException with 13 if the caller may not, before anything else that is wrong
   */
  List<KillPattern> read(Caller caller, String db, BsonReader argument);
}
