package dev.quell.internal.telemetry;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** Victims that a waiter gave up on, for Java Flight Recorder. Loaded only if the module {@code jdk.jfr} is present. */
@Name("dev.quell.Stragglers")
@Label("Stragglers")
@Category("Quell")
@Description("Operations that had not stopped when a wait for the victims of their kill gave up")
@StackTrace(false)
@SuppressWarnings("NullAway.Init") // FlightRecorder sets the fields
final class StragglersEvent extends Event {
  @Label("Kill Id")
  long killId;

  @Label("Trigger")
  String trigger;

  @Label("Code")
  int code;

  @Label("Killer")
  String by;

  @Label("Reason")
  String reason;

  @Label("Waited")
  @Timespan(Timespan.NANOSECONDS)
  long waited;

  @Label("Stragglers")
  long count;

  @Label("Operations")
  @Description("The id and description of up to ten of them")
  String operations;
}
