package dev.quell.cluster.telemetry;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A kill that was called on this member has returned. */
@Name("dev.quell.ClusterKill")
@Label("Cluster Kill")
@Category({"Quell", "Cluster"})
@Description("A kill that was called on this member has returned")
@Enabled
@StackTrace(false)
final class ClusterKillEvent extends Event {
  @Label("Member")
  String member = "";
  @Label("By")
  String by = "";
  @Label("Reason")
  String reason = "";
  @Label("Members that Answered")
  int answered;
  @Label("Members that Did Not")
  String unanswered = "";
  @Label("Operations Killed")
  long operationsKilled;
  @Label("Cursors Killed")
  long cursorsKilled;
  @Label("Took")
  @Timespan(Timespan.NANOSECONDS)
  long took;
}
