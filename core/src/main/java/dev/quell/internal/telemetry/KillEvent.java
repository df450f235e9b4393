package dev.quell.internal.telemetry;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A kill, for Java Flight Recorder. Loaded only if the module {@code jdk.jfr} is present. */
@Name("dev.quell.Kill")
@Label("Session Kill")
@Category("Quell")
@Description("A kill by pattern and what it claimed")
@StackTrace(false)
@SuppressWarnings("NullAway.Init") // FlightRecorder sets the fields
final class KillEvent extends Event {
  @Label("Kill Id")
  long killId;

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
}
