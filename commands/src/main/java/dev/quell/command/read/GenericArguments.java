package dev.quell.command.read;

import java.util.Set;

/** The fields that any command may have, which whoever takes commands off the wire deals with. */
public final class GenericArguments {
  private static final Set<String> NAMES =
      Set.of(
          "$db", "$readPreference", "$clusterTime", "$audit", "$client", "$configServerState", "$configTime",
          "$oplogQueryData", "$queryOptions", "$replData", "$topologyTime", "$impersonatedUser", "$traceCtx",
          "allowImplicitCollectionCreation", "apiDeprecationErrors", "apiStrict", "apiVersion", "autocommit",
          "clientOperationKey", "comment", "coordinator", "databaseVersion", "help", "lsid", "maxTimeMS",
          "maxTimeMSOpOnly", "mayBypassWriteBlocking", "rawData", "readConcern", "requestGossipRoutingCache",
          "shardVersion", "startOrContinueTransaction", "startTransaction", "stmtId", "stmtIds", "tracking_info",
          "txnNumber", "txnRetryCounter", "usesDefaultMaxTimeMS", "versionContext", "writeConcern");

  private GenericArguments() {}

  /** Whether this is one of them. */
  public static boolean has(final String field) {
    return NAMES.contains(field);
  }
}
