package dev.quell;

/**
 * Error codes of MongoDB that a kill or its consequences give to a client, with the names and texts that a MongoDB
 * client knows. Constants and pure functions, so safe from any thread.
 */
public final class KillCode {
  /** The operation was killed, alone or with its session. A kill gives this code unless its caller sets another. */
  public static final int INTERRUPTED = 11601;

  /** The operation was using a cursor, and the cursor was killed. */
  public static final int CURSOR_KILLED = 237;

  /** There is no such cursor, or no longer: it was exhausted, closed or killed, or it has expired. */
  public static final int CURSOR_NOT_FOUND = 43;

  /** Another operation is using the cursor now. */
  public static final int CURSOR_IN_USE = 143;

  /** The operation's time limit has passed. */
  public static final int MAX_TIME_MS_EXPIRED = 50;

  /** The client that asked for the operation has disconnected. */
  public static final int CLIENT_DISCONNECT = 279;

  /** The operation was killed because the server is shutting down. */
  public static final int INTERRUPTED_AT_SHUTDOWN = 11600;

  /** The client was killed, and with it everything that it was running. */
  public static final int CLIENT_MARKED_KILLED = 46841;

  /** As many sessions are open as the limit allows. */
  public static final int TOO_MANY_LOGICAL_SESSIONS = 261;

  /** The session has ended. */
  public static final int NO_SUCH_SESSION = 206;

  /** The server is shutting down and takes no new work. A refusal, not the code of a kill. */
  public static final int SHUTDOWN_IN_PROGRESS = 91;

  /** A resource is used up for now, and trying again later may succeed. A refusal, not the code of a kill. */
  public static final int TEMPORARILY_UNAVAILABLE = 365;

  private KillCode() {}

  /**
   * The name of a code, which MongoDB's replies carry as {@code codeName}.
   *
   * @param code any number
   * @return the name; for a code that is not one of this class {@code Location<code>}, as MongoDB does for a code
   *     without a name
   */
  public static String nameOf(final int code) {
    return switch (code) {
      case INTERRUPTED -> "Interrupted";
      case CURSOR_KILLED -> "CursorKilled";
      case CURSOR_NOT_FOUND -> "CursorNotFound";
      case CURSOR_IN_USE -> "CursorInUse";
      case MAX_TIME_MS_EXPIRED -> "MaxTimeMSExpired";
      case CLIENT_DISCONNECT -> "ClientDisconnect";
      case INTERRUPTED_AT_SHUTDOWN -> "InterruptedAtShutdown";
      case CLIENT_MARKED_KILLED -> "ClientMarkedKilled";
      case TOO_MANY_LOGICAL_SESSIONS -> "TooManyLogicalSessions";
      case NO_SUCH_SESSION -> "NoSuchSession";
      case SHUTDOWN_IN_PROGRESS -> "ShutdownInProgress";
      case TEMPORARILY_UNAVAILABLE -> "TemporarilyUnavailable";
      default -> "Location" + code;
    };
  }

  /**
   * The text for a code when nothing more is known; MongoDB's own where it has one.
   *
   * @param code any number
   * @return the text; {@code operation was interrupted} for {@link #INTERRUPTED}, {@link #CURSOR_KILLED} and any code
   *     that is not one of this class
   */
  public static String messageOf(final int code) {
    return switch (code) {
      case CURSOR_NOT_FOUND -> "cursor not found";
      case CURSOR_IN_USE -> "cursor is already in use";
      case MAX_TIME_MS_EXPIRED -> "operation exceeded time limit";
      case CLIENT_DISCONNECT -> "operation was interrupted because a client disconnected";
      case INTERRUPTED_AT_SHUTDOWN -> "interrupted at shutdown";
      case CLIENT_MARKED_KILLED -> "client has been killed";
      case TOO_MANY_LOGICAL_SESSIONS -> "the number of active sessions is too high";
      case NO_SUCH_SESSION -> "session has ended";
      case SHUTDOWN_IN_PROGRESS -> "shutting down";
      case TEMPORARILY_UNAVAILABLE -> "too much is in use at the moment";
      default -> "operation was interrupted";
    };
  }

  static int requireValid(final int code) {
    if (code < 1) {
      throw new IllegalArgumentException("code is " + code + ": expected 1 to " + Integer.MAX_VALUE);
    }
    return code;
  }
}
