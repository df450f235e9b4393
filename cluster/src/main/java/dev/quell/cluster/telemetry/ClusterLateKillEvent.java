package dev.quell.cluster.telemetry;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** Kills of another member came late, or were missed for good. */
@Name("dev.quell.ClusterLateKill")
@Label("Cluster Late Kill")
@Category({"Quell", "Cluster"})
@Description("Kills of another member came late, or were missed for good")
@Enabled
@StackTrace(false)
final class ClusterLateKillEvent extends Event {
  @Label("Member")
  String member = "";
  @Label("Origin")
  String origin = "";
  @Label("Missed for Good")
  long missed;
  @Label("Age")
  @Timespan(Timespan.NANOSECONDS)
  long age;
  @Label("Operations Killed")
  long operationsKilled;
  @Label("Cursors Killed")
  long cursorsKilled;
}
