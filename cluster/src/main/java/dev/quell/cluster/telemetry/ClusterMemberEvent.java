package dev.quell.cluster.telemetry;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A member came, is missing, is back or is gone. */
@Name("dev.quell.ClusterMember")
@Label("Cluster Member")
@Category({"Quell", "Cluster"})
@Description("A member came, is missing, is back or is gone")
@Enabled
@StackTrace(false)
final class ClusterMemberEvent extends Event {
  @Label("Member")
  String member = "";
  @Label("Other Member")
  String other = "";
  @Label("Change")
  String change = "";
  @Label("Silent")
  @Timespan(Timespan.NANOSECONDS)
  long silent;
}
