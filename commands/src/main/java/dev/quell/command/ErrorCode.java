package dev.quell.command;

import dev.quell.KillCode;

/**
 * The error codes that commands answer with, as MongoDB numbers and names them; those that a kill hands to its victims
 * are in {@link KillCode}.
 */
public final class ErrorCode {
  /** Something went wrong inside. */
  public static final int INTERNAL_ERROR = 1;
  /** A value that makes no sense. */
  public static final int BAD_VALUE = 2;
  /** A server that does not answer. */
  public static final int HOST_UNREACHABLE = 6;
  /** Text or a document could not be understood. */
  public static final int FAILED_TO_PARSE = 9;
  /** There is no such user. */
  public static final int USER_NOT_FOUND = 11;
  /** A format that is not known. */
  public static final int UNSUPPORTED_FORMAT = 12;
  /** The caller may not do this. */
  public static final int UNAUTHORIZED = 13;
  /** A value has another type than it must have. */
  public static final int TYPE_MISMATCH = 14;
  /** Nested more deeply than is accepted. */
  public static final int OVERFLOW = 15;
  /** Longer than is accepted. */
  public static final int INVALID_LENGTH = 16;
  /** A message that does not belong there in a conversation. */
  public static final int PROTOCOL_ERROR = 17;
  /** Wrong name or password. */
  public static final int AUTHENTICATION_FAILED = 18;
  /** Not allowed, whoever asks. */
  public static final int ILLEGAL_OPERATION = 20;
  /** Bytes that are no BSON. */
  public static final int INVALID_BSON = 22;
  /** There is no such collection. */
  public static final int NAMESPACE_NOT_FOUND = 26;
  /** There is no such role. */
  public static final int ROLE_NOT_FOUND = 31;
  /** There is such a collection already. */
  public static final int NAMESPACE_EXISTS = 48;
  /** A role that cannot be changed so. */
  public static final int INVALID_ROLE_MODIFICATION = 49;
  /** There is no such command. */
  public static final int COMMAND_NOT_FOUND = 59;
  /** Options that do not go together. */
  public static final int INVALID_OPTIONS = 72;
  /** A name that no collection or database can have. */
  public static final int INVALID_NAMESPACE = 73;
  /** The server is no member of a replica set. */
  public static final int NO_REPLICATION_ENABLED = 76;
  /** A command that is known but not built. */
  public static final int COMMAND_NOT_SUPPORTED = 115;
  /** Larger than a document may be. */
  public static final int BSON_OBJECT_TOO_LARGE = 10334;
  /** What only a member of a replica set can do. */
  public static final int NOT_A_REPLICA_SET = 123;
  /** What a query reads is gone. */
  public static final int QUERY_PLAN_KILLED = 175;
  /** A UUID that is none. */
  public static final int INVALID_UUID = 207;
  /** A version of the Stable API that there is not. */
  public static final int API_VERSION_ERROR = 322;
  /** Not part of the Stable API, to which the client keeps. */
  public static final int API_STRICT_ERROR = 323;
  /** A way to log in that is not offered. */
  public static final int MECHANISM_UNAVAILABLE = 334;
  /** A command of another version of the Stable API than the cursor was opened with. */
  public static final int API_MISMATCH_ERROR = 347;
  /** A message of a kind that only old clients send. */
  public static final int UNSUPPORTED_OP_QUERY = 352;
  /** A document with this key is there already. */
  public static final int DUPLICATE_KEY = 11000;
  /** The number of an operation is out of range. */
  public static final int OPERATION_ID_OUT_OF_RANGE = 26823;
  /** A field occurs twice. */
  public static final int DUPLICATE_FIELD = 40413;
  /** A field is missing. */
  public static final int MISSING_FIELD = 40414;
  /** A field is not known. */
  public static final int UNKNOWN_FIELD = 40415;
  /** There is such a user already. */
  public static final int USER_EXISTS = 51003;
  /** There is such a role already. */
  public static final int ROLE_EXISTS = 51002;

  private ErrorCode() {}

  /**
   * The name of a code, which replies carry as {@code codeName}.
   *
   * @param code any number
   * @return the name; {@code Location<code>} for one without a name
   */
  public static String nameOf(final int code) {
    return switch (code) {
      case INTERNAL_ERROR -> "InternalError";
      case BAD_VALUE -> "BadValue";
      case HOST_UNREACHABLE -> "HostUnreachable";
      case FAILED_TO_PARSE -> "FailedToParse";
      case USER_NOT_FOUND -> "UserNotFound";
      case UNSUPPORTED_FORMAT -> "UnsupportedFormat";
      case UNAUTHORIZED -> "Unauthorized";
      case TYPE_MISMATCH -> "TypeMismatch";
      case OVERFLOW -> "Overflow";
      case INVALID_LENGTH -> "InvalidLength";
      case PROTOCOL_ERROR -> "ProtocolError";
      case AUTHENTICATION_FAILED -> "AuthenticationFailed";
      case ILLEGAL_OPERATION -> "IllegalOperation";
      case INVALID_BSON -> "InvalidBSON";
      case NAMESPACE_NOT_FOUND -> "NamespaceNotFound";
      case ROLE_NOT_FOUND -> "RoleNotFound";
      case NAMESPACE_EXISTS -> "NamespaceExists";
      case INVALID_ROLE_MODIFICATION -> "InvalidRoleModification";
      case COMMAND_NOT_FOUND -> "CommandNotFound";
      case INVALID_OPTIONS -> "InvalidOptions";
      case INVALID_NAMESPACE -> "InvalidNamespace";
      case NO_REPLICATION_ENABLED -> "NoReplicationEnabled";
      case COMMAND_NOT_SUPPORTED -> "CommandNotSupported";
      case BSON_OBJECT_TOO_LARGE -> "BSONObjectTooLarge";
      case NOT_A_REPLICA_SET -> "NotAReplicaSet";
      case QUERY_PLAN_KILLED -> "QueryPlanKilled";
      case INVALID_UUID -> "InvalidUUID";
      case API_VERSION_ERROR -> "APIVersionError";
      case API_STRICT_ERROR -> "APIStrictError";
      case API_MISMATCH_ERROR -> "APIMismatchError";
      case MECHANISM_UNAVAILABLE -> "MechanismUnavailable";
      case UNSUPPORTED_OP_QUERY -> "UnsupportedOpQueryCommand";
      case DUPLICATE_KEY -> "DuplicateKey";
      default -> KillCode.nameOf(code);
    };
  }
}
