package dev.quell.grpc;

import dev.quell.KillCause;
import dev.quell.KillCode;
import dev.quell.OperationKilledException;
import dev.quell.QuellException;
import io.grpc.Metadata;
import io.grpc.Status;

/** What clients are told. */
final class Statuses {
  /** Of the 8,192 bytes that a client takes for all trailers, unless it is set up otherwise. */
  static final int MOST_TEXT_BYTES = 4_096;

  static final Metadata.AsciiMarshaller<Integer> CODE_TEXT =
      new Metadata.AsciiMarshaller<>() {
        @Override
        public String toAsciiString(final Integer code) {
          return code.toString();
        }

        @Override
        public Integer parseAsciiString(final String text) {
          try {
            return Integer.valueOf(text);
          } catch (final NumberFormatException e) {
            return 0;
          }
        }
      };

  private Statuses() {}

  static Status of(final KillCause cause) {
    return described(forKill(cause.code()), cause.message());
  }

  /** Why a call could not begin. */
  static Status of(final QuellException refusal) {
    if (refusal instanceof OperationKilledException killed) {
      return of(killed.killCause());
    }
    final Status status =
        switch (refusal.code()) {
          case KillCode.SHUTDOWN_IN_PROGRESS -> Status.UNAVAILABLE;
          case KillCode.TOO_MANY_LOGICAL_SESSIONS, KillCode.TEMPORARILY_UNAVAILABLE -> Status.RESOURCE_EXHAUSTED;
          case KillCode.NO_SUCH_SESSION -> Status.ABORTED;
          default -> Status.FAILED_PRECONDITION;
        };
    return described(status, String.valueOf(refusal.getMessage()));
  }

  /** Why the host cannot make a session or labels of what the client has sent. */
  static Status of(final IllegalArgumentException refusal) {
    return described(Status.INVALID_ARGUMENT, String.valueOf(refusal.getMessage()));
  }

  static Metadata trailers(final int code) {
    final Metadata trailers = new Metadata();
    trailers.put(KillInterceptor.CODE, code);
    return trailers;
  }

  private static Status forKill(final int code) {
    return switch (code) {
      case KillCode.MAX_TIME_MS_EXPIRED -> Status.DEADLINE_EXCEEDED;
      case KillCode.INTERRUPTED_AT_SHUTDOWN -> Status.UNAVAILABLE;
      default -> Status.CANCELLED;
    };
  }

  private static Status described(final Status status, final String text) {
    return status.withDescription(text.substring(0, lengthThatFits(text)));
  }

  /** How many characters fit: on the wire, all but printable ASCII takes three bytes for each of UTF-8. */
  private static int lengthThatFits(final String text) {
    int bytes = 0;
    int at = 0;
    while (at < text.length()) {
      final int point = text.codePointAt(at);
      bytes += wireBytes(point);
      if (bytes > MOST_TEXT_BYTES) {
        return at;
      }
      at += Character.charCount(point);
    }
    return at;
  }

  private static int wireBytes(final int point) {
    if (point >= ' ' && point < 0x7f && point != '%') {
      return 1;
    }
    final int utf8 = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    return 3 * utf8;
  }
}
