package dev.quell.cluster.telemetry;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** How long since a member heard another one. */
@Name("dev.quell.ClusterMemberHeard")
@Label("Cluster Member Heard")
@Category({"Quell", "Cluster"})
@Description("How long since a member heard another one, and how far that is behind")
@Enabled
@Period("10 s")
@StackTrace(false)
final class ClusterMemberHeardEvent extends Event {
  @Label("Member")
  String member = "";
  @Label("Other Member")
  String other = "";
  @Label("State")
  String state = "";
  @Label("Silent")
  @Timespan(Timespan.NANOSECONDS)
  long silent;
  @Label("Entries Behind")
  long behind;
}
