package dev.quell.cluster.telemetry;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;

/** What a member has counted since it joined. */
@Name("dev.quell.ClusterStatistics")
@Label("Cluster Statistics")
@Category({"Quell", "Cluster"})
@Description("What a member has counted since it joined")
@Enabled
@Period("10 s")
@StackTrace(false)
final class ClusterStatisticsEvent extends Event {
  @Label("Member")
  String member = "";
  @Label("Kills Called")
  long killsCalled;
  @Label("Applied Fresh")
  long appliedFresh;
  @Label("Applied Late")
  long appliedLate;
  @Label("Gaps")
  long gaps;
  @Label("Entries in the Log")
  long logEntries;
  @Label("Size of the Log")
  @DataAmount
  long logBytes;
  @Label("Messages Received")
  long messagesReceived;
  @Label("Messages Malformed")
  long messagesMalformed;
  @Label("Messages Not Sent")
  long messagesNotSent;
}
