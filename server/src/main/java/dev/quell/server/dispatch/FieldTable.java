package dev.quell.server.dispatch;

import dev.quell.command.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The one table that says what becomes of every field of every command that MongoDB 7.0 documents. The dispatcher keeps
 * to it; tests hold it against what commands read and against {@code docs/mongod.md}. A name with a dot is a document
 * within a command.
 */
public final class FieldTable {
  /** What any command may carry. */
  static final FieldRow ANY = new FieldRow("*")
      .reads("$db lsid txnNumber autocommit startTransaction readConcern writeConcern comment maxTimeMS apiVersion")
      .reads("apiStrict apiDeprecationErrors $readPreference")
      .ignores("$clusterTime $queryOptions $audit $client mayBypassWriteBlocking");

  private static final List<FieldRow> ROWS = List.of(
      ANY,
      // ---- queries
      row("find").stable("awaitData", "max", "min", "noCursorTimeout", "oplogReplay", "returnKey", "showRecordId",
          "tailable").readsWithConcern()
          .reads("filter sort projection hint skip limit batchSize singleBatch noCursorTimeout")
          .refuses("collation let min max returnKey showRecordId tailable awaitData")
          .ignores("allowDiskUse allowPartialResults oplogReplay"),
      row("getMore").stable().reads("collection batchSize"),
      row("aggregate").stable("explain").readsWithConcern().writes()
          .reads("pipeline cursor explain hint")
          .refuses("collation let")
          .ignores("allowDiskUse bypassDocumentValidation"),
      row("aggregate.cursor").reads("batchSize"),
      row("count").stable().readsWithConcern()
          .reads("query limit skip hint")
          .refuses("collation")
          .ignores("fields"),
      row("distinct").readsWithConcern()
          .reads("key query")
          .refuses("collation"),
      row("explain").stable().readsWithConcern().lenient().reads("verbosity"),
      // ---- writes
      row("insert").stable().writes()
          .reads("documents ordered")
          .ignores("bypassDocumentValidation"),
      row("update").stable().writes()
          .reads("updates ordered")
          .refuses("let")
          .ignores("bypassDocumentValidation"),
      row("update.updates")
          .reads("q u multi upsert arrayFilters hint")
          .refuses("collation c"),
      row("delete").stable().writes()
          .reads("deletes ordered")
          .refuses("let")
          .ignores("bypassDocumentValidation"),
      row("delete.deletes")
          .reads("q limit hint")
          .refuses("collation"),
      row("findAndModify findandmodify").stable().writes()
          .reads("query sort remove update new fields upsert arrayFilters hint")
          .refuses("collation let")
          .ignores("bypassDocumentValidation"),
      // ---- collections
      row("create").stable("autoIndexId", "capped", "indexOptionDefaults", "max", "size", "storageEngine").writes()
          .refuses("capped size max timeseries expireAfterSeconds clusteredIndex changeStreamPreAndPostImages")
          .refuses("validator viewOn pipeline collation encryptedFields")
          .ignores("autoIndexId idIndex storageEngine validationLevel validationAction indexOptionDefaults temp"),
      row("drop").stable().writes(),
      row("dropDatabase").stable().writes(),
      row("listCollections").stable().reads("filter nameOnly authorizedCollections cursor"),
      row("listCollections.cursor").reads("batchSize"),
      row("listDatabases").stable().reads("filter nameOnly authorizedDatabases"),
      row("createIndexes").stable().writes()
          .reads("indexes ignoreUnknownIndexOptions")
          .refusesWith(ErrorCode.BAD_VALUE, "commitQuorum"),
      row("createIndexes.indexes")
          .reads("key name hidden")
          .refuses("unique expireAfterSeconds collation")
          .ignores("v sparse background partialFilterExpression storageEngine wildcardProjection weights")
          .ignores("default_language language_override textIndexVersion 2dsphereIndexVersion bits min max")
          .ignores("bucketSize dropDups prepareUnique ns"),
      row("listIndexes").stable().reads("cursor"),
      row("listIndexes.cursor").reads("batchSize"),
      row("dropIndexes deleteIndexes").stable().writes().reads("index"),
      row("collStats collstats").reads("scale").ignores("verbose"),
      row("dbStats dbstats").reads("scale freeStorage"),
      // ---- sessions, operations, cursors: these look for unknown fields themselves
      row("startSession").lenient(),
      row("refreshSessions").stable().lenient(),
      row("endSessions").stable().lenient(),
      row("killSessions").lenient().reads("report requireAll minRunningMs only"),
      row("killAllSessions").lenient().reads("report requireAll minRunningMs only"),
      row("killAllSessionsByPattern").lenient().reads("report requireAll minRunningMs only"),
      row("killOp").lenient().reads("op"),
      row("killCursors").stable().lenient().reads("cursors"),
      row("currentOp").lenient().reads("$all $ownOps $truncateOps"),
      row("$currentOp").reads("allUsers idleConnections idleCursors truncateOps")
          .ignores("idleSessions localOps targetAllNodes backtrace"),
      // ---- logins, users, roles
      row("hello").stable().lenient()
          .reads("saslSupportedMechs speculativeAuthenticate client compression helloOk")
          .ignores("loadBalanced topologyVersion maxAwaitTimeMS"),
      row("isMaster ismaster").lenient()
          .reads("saslSupportedMechs speculativeAuthenticate client compression helloOk")
          .ignores("loadBalanced topologyVersion maxAwaitTimeMS"),
      row("saslStart").stable().lenient().reads("mechanism payload options").ignores("autoAuthorize"),
      row("saslContinue").stable().lenient().reads("conversationId payload"),
      row("authenticate").stable().lenient(),
      row("logout"),
      row("connectionStatus").reads("showPrivileges"),
      row("invalidateUserCache"),
      row("createUser").writes()
          .reads("pwd customData roles digestPassword mechanisms")
          .refusesWith(ErrorCode.BAD_VALUE, "authenticationRestrictions"),
      row("updateUser").writes()
          .reads("pwd customData roles digestPassword mechanisms")
          .refusesWith(ErrorCode.BAD_VALUE, "authenticationRestrictions"),
      row("dropUser").writes(),
      row("dropAllUsersFromDatabase").writes(),
      row("grantRolesToUser").writes().reads("roles"),
      row("revokeRolesFromUser").writes().reads("roles"),
      row("usersInfo")
          .reads("showPrivileges showCredentials showCustomData showAuthenticationRestrictions filter"),
      row("createRole").writes()
          .reads("privileges roles")
          .refusesWith(ErrorCode.BAD_VALUE, "authenticationRestrictions"),
      row("updateRole").writes()
          .reads("privileges roles")
          .refusesWith(ErrorCode.BAD_VALUE, "authenticationRestrictions"),
      row("dropRole").writes(),
      row("dropAllRolesFromDatabase").writes(),
      row("grantRolesToRole").writes().reads("roles"),
      row("revokeRolesFromRole").writes().reads("roles"),
      row("grantPrivilegesToRole").writes().reads("privileges"),
      row("revokePrivilegesFromRole").writes().reads("privileges"),
      row("rolesInfo").reads("showPrivileges showBuiltinRoles").ignores("showAuthenticationRestrictions"),
      // ---- the server
      row("ping").stable().lenient(),
      row("buildInfo buildinfo").lenient(),
      row("whatsmyuri").lenient(),
      row("listCommands").lenient(),
      row("serverStatus").lenient(),
      row("hostInfo").lenient(),
      row("getParameter").lenient(),
      row("setParameter").lenient(),
      row("getLog").lenient(),
      row("getCmdLineOpts").lenient(),
      row("connPoolStats").lenient(),
      row("replSetGetStatus").lenient().ignores("initialSync"),
      row("profile").refuses("slowms sampleRate filter"),
      row("shutdown").ignores("force timeoutSecs"),
      row("top features fsync fsyncUnlock lockInfo logRotate getDiagnosticData compact validate getShardMap")
          .lenient(),
      // ---- tests
      row("sleep").lenient().reads("millis secs seconds").ignores("w lock lockTarget"),
      row("refreshLogicalSessionCacheNow reapLogicalSessionCacheNow configureFailPoint").lenient());

  private static final Map<String, FieldRow> BY_NAME = new HashMap<>();

  static {
    for (final FieldRow row : ROWS) {
      for (final String name : row.names()) {
        if (BY_NAME.put(name, row) != null) {
          throw new IllegalStateException("two rows for " + name);
        }
      }
    }
  }

  private FieldTable() {}

  private static FieldRow row(final String names) {
    return new FieldRow(names);
  }

  /** All rows, the first of them of what any command may carry. */
  public static List<FieldRow> rows() {
    return ROWS;
  }

  /**
   * The row of a command, or of a document in one. One that is not in the table passes over what it does not know, and
   * is not part of the Stable API.
   */
  public static FieldRow of(final String name) {
    final FieldRow row = BY_NAME.get(name);
    return row == null ? new FieldRow(name).lenient() : row;
  }
}
