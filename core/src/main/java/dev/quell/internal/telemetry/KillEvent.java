package dev.quell.internal.telemetry;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A kill, for Java Flight Recorder. Loaded only if the module {@code jdk.jfr} is present. */
@Name("dev.quell.Kill")
@Label("Session Kill")
@Category("Quell")
@Description("A kill, what made it happen and what it claimed")
@StackTrace(false)
@SuppressWarnings("NullAway.Init") // FlightRecorder sets the fields
final class KillEvent extends Event {
  @Label("Kill Id")
  long killId;

  @Label("Trigger")
  @Description("PATTERN, OPERATION, CURSOR, DEADLINE or SHUTDOWN")
  String trigger;

  @Label("Target")
  @Description("The id of the operation or cursor that was named; zero if there is none")
  long target;

  @Label("Code")
  int code;

  @Label("Killer")
  String by;

  @Label("Reason")
  String reason;

  @Label("Patterns")
  String patterns;

  @Label("Sessions Matched")
  long sessionsMatched;

  @Label("Operations Killed")
  long operationsKilled;

  @Label("Cursors Killed")
  long cursorsKilled;

  @Label("Took")
  @Description("From the call to the last claim, wake and callback")
  @Timespan(Timespan.NANOSECONDS)
  long took;
}
