package dev.quell.access;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a privilege allows to be done, under MongoDB's own names. These are the actions that a server around Quell asks
 * for; a server with more of its own extends its roles by those it needs.
 *
 * <p>The names and meanings are those of the manual's page on privilege actions.
 */
public enum Action {
  /** Read documents. */
  FIND("find"),
  /** Add documents. */
  INSERT("insert"),
  /** Change documents. */
  UPDATE("update"),
  /** Delete documents. */
  REMOVE("remove"),
  /** Add and change documents that the rules of their collection refuse. */
  BYPASS_DOCUMENT_VALIDATION("bypassDocumentValidation"),
  /** Watch changes. */
  CHANGE_STREAM("changeStream"),
  /** Make a collection. */
  CREATE_COLLECTION("createCollection"),
  /** Drop a collection. */
  DROP_COLLECTION("dropCollection"),
  /** Rename a collection within its database. */
  RENAME_COLLECTION_SAME_DB("renameCollectionSameDB"),
  /** Change the options of a collection. */
  COLL_MOD("collMod"),
  /** Give a collection a fixed size. */
  CONVERT_TO_CAPPED("convertToCapped"),
  /** Give back the space that a collection no longer needs. */
  COMPACT("compact"),
  /** Check the integrity of a collection. */
  VALIDATE("validate"),
  /** Drop a database. */
  DROP_DATABASE("dropDatabase"),
  /** Make an index. */
  CREATE_INDEX("createIndex"),
  /** Drop an index. */
  DROP_INDEX("dropIndex"),
  /** Build the indexes of a collection anew. */
  RE_INDEX("reIndex"),
  /** List the collections of a database. */
  LIST_COLLECTIONS("listCollections"),
  /** List the indexes of a collection. */
  LIST_INDEXES("listIndexes"),
  /** List all databases. */
  LIST_DATABASES("listDatabases"),
  /** See statistics of a collection. */
  COLL_STATS("collStats"),
  /** See statistics of a database. */
  DB_STATS("dbStats"),
  /** See the digest of a database. */
  DB_HASH("dbHash"),
  /** See how often indexes are used. */
  INDEX_STATS("indexStats"),
  /** Record slow operations. */
  ENABLE_PROFILER("enableProfiler"),
  /** Kill one's own cursors on a collection. */
  KILL_CURSORS("killCursors"),
  /** Kill anybody's cursors. */
  KILL_ANY_CURSOR("killAnyCursor"),
  /** Kill any operation. */
  KILL_OP("killop"),
  /** Kill the sessions of others. */
  KILL_ANY_SESSION("killAnySession"),
  /** Act in the name of others: needed to name {@code users} or {@code roles} in a kill. In no built-in role. */
  IMPERSONATE("impersonate"),
  /** List the sessions of others. */
  LIST_SESSIONS("listSessions"),
  /** List open cursors. */
  LIST_CURSORS("listCursors"),
  /** List the operations of others. */
  IN_PROGRESS("inprog"),
  /** See the state of the server. */
  SERVER_STATUS("serverStatus"),
  /** See the machine of the server. */
  HOST_INFO("hostInfo"),
  /** Read the server's recent log. */
  GET_LOG("getLog"),
  /** Read server parameters. */
  GET_PARAMETER("getParameter"),
  /** Change server parameters. */
  SET_PARAMETER("setParameter"),
  /** See the command line of the server. */
  GET_CMD_LINE_OPTS("getCmdLineOpts"),
  /** See who is connected. */
  CONN_POOL_STATS("connPoolStats"),
  /** See the busiest collections. */
  TOP("top"),
  /** See how the network is used. */
  NETSTAT("netstat"),
  /** Write everything to disk, and keep others from writing meanwhile. */
  FSYNC("fsync"),
  /** Let others write again. */
  UNLOCK("unlock"),
  /** Begin a new log file. */
  LOG_ROTATE("logRotate"),
  /** Have users and roles read again. */
  INVALIDATE_USER_CACHE("invalidateUserCache"),
  /** Stop the server. */
  SHUTDOWN("shutdown"),
  /** Make users. */
  CREATE_USER("createUser"),
  /** Drop users. */
  DROP_USER("dropUser"),
  /** See users. */
  VIEW_USER("viewUser"),
  /** Make roles. */
  CREATE_ROLE("createRole"),
  /** Drop roles. */
  DROP_ROLE("dropRole"),
  /** See roles. */
  VIEW_ROLE("viewRole"),
  /** Grant the roles of a database. */
  GRANT_ROLE("grantRole"),
  /** Take back the roles of a database. */
  REVOKE_ROLE("revokeRole"),
  /** Say from where a user may log in. */
  SET_AUTHENTICATION_RESTRICTION("setAuthenticationRestriction"),
  /** Change anybody's password. */
  CHANGE_PASSWORD("changePassword"),
  /** Change one's own password. */
  CHANGE_OWN_PASSWORD("changeOwnPassword"),
  /** Change anybody's custom data. */
  CHANGE_CUSTOM_DATA("changeCustomData"),
  /** Change one's own custom data. */
  CHANGE_OWN_CUSTOM_DATA("changeOwnCustomData");

  private static final Map<String, Action> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Action::text, Function.identity()));

  private final String text;

  Action(final String text) {
    this.text = text;
  }

  /**
   * The name as MongoDB writes it.
   *
   * @return for instance {@code killAnySession}
   */
  public String text() {
    return text;
  }

  /**
   * The action with this name.
   *
   * @param text as {@link #text} answers it, case included
   * @return empty if there is no such action
   * @throws NullPointerException if {@code text} is null
   */
  public static Optional<Action> of(final String text) {
    return Optional.ofNullable(BY_NAME.get(Objects.requireNonNull(text, "text")));
  }

  /** Returns {@link #text()}. */
  @Override
  public String toString() {
    return text;
  }
}
