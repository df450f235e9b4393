package dev.quell.server.admin;

import dev.quell.access.Action;
import dev.quell.command.CommandException;
import dev.quell.command.ErrorCode;
import dev.quell.server.BuildVersion;
import dev.quell.server.dispatch.Command;
import dev.quell.server.dispatch.CommandCall;
import dev.quell.server.dispatch.TypeWord;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/** Makes the commands about the server itself. */
public final class AdminCommands {
  private static final JsonWriterSettings RELAXED =
      JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build();
  private static final int MOST_SHOWN = 200;
  private static final int LARGEST_DOCUMENT = 16 * 1024 * 1024;
  /** Known to clients, and not built: each would have to tell of something that is not there. */
  private static final List<String> NOT_BUILT = List.of("top", "features", "fsync", "fsyncUnlock", "lockInfo",
      "logRotate", "getDiagnosticData", "compact", "validate", "getShardMap");

  private final ServerView server;
  private final ServerStatus status;
  private final Parameters parameters;

  private AdminCommands(final ServerView server) {
    this.server = server;
    status = new ServerStatus(server);
    parameters = new Parameters(server.options());
  }

  /** All of them, for this server. */
  public static List<Command> of(final ServerView server) {
    return new AdminCommands(server).all();
  }

  private List<Command> all() {
    final List<Command> all = new ArrayList<>(List.of(
        AdminCommand.of("ping", call -> new BsonDocument()).forAnybody(),
        AdminCommand.of("buildInfo", call -> buildInfo()).or("buildinfo").forAnybody(),
        AdminCommand.of("whatsmyuri", AdminCommands::whatsMyUri).forAnybody(),
        AdminCommand.of("listCommands", call -> listCommands()).forAnybody(),
        AdminCommand.of("serverStatus", call -> status.reply(call.body())).takes(Action.SERVER_STATUS),
        AdminCommand.of("hostInfo", call -> Machine.describe()).takes(Action.HOST_INFO),
        AdminCommand.of("getParameter", call -> parameters.get(call.body())).takes(Action.GET_PARAMETER).onAdmin(),
        AdminCommand.of("setParameter", this::setParameter).takes(Action.SET_PARAMETER).onAdmin(),
        AdminCommand.of("getLog", this::getLog).takes(Action.GET_LOG).onAdmin(),
        AdminCommand.of("getCmdLineOpts", call -> CommandLineOptions.reply(server))
            .takes(Action.GET_CMD_LINE_OPTS)
            .onAdmin(),
        AdminCommand.of("connPoolStats", call -> noPools()).takes(Action.CONN_POOL_STATS),
        AdminCommand.of("replSetGetStatus", call -> noReplication()).onAdmin(),
        AdminCommand.of("profile", AdminCommands::profile),
        AdminCommand.of("shutdown", call -> shutdown()).takes(Action.SHUTDOWN).onAdmin()));
    NOT_BUILT.forEach(name -> all.add(AdminCommand.of(name, AdminCommands::notBuilt)));
    return all;
  }

  private static BsonDocument buildInfo() {
    final BsonArray numbers = new BsonArray();
    for (final String number : BuildVersion.MONGODB.split("\\.", -1)) {
      numbers.add(new BsonInt32(Integer.parseInt(number)));
    }
    numbers.add(new BsonInt32(0));
    return new BsonDocument("version", new BsonString(BuildVersion.MONGODB))
        .append("gitVersion", new BsonString("quell-" + BuildVersion.quell()))
        .append("modules", new BsonArray())
        .append("allocator", new BsonString("jvm"))
        .append("javascriptEngine", new BsonString("none"))
        .append("sysInfo", new BsonString("deprecated"))
        .append("versionArray", numbers)
        .append("bits", new BsonInt32(64))
        .append("debug", BsonBoolean.FALSE)
        .append("maxBsonObjectSize", new BsonInt32(LARGEST_DOCUMENT))
        .append("storageEngines", new BsonArray(List.of(new BsonString("mvstore"))))
        .append("quell", new BsonDocument("version", new BsonString(BuildVersion.quell()))
            .append("java", new BsonString(Runtime.version().toString())));
  }

  private static BsonDocument whatsMyUri(final CommandCall call) {
    return new BsonDocument("you", new BsonString(call.client().remote()));
  }

  private BsonDocument listCommands() {
    final TreeMap<String, BsonValue> byName = new TreeMap<>();
    for (final Command command : server.commands()) {
      for (final String name : command.names()) {
        byName.put(name, new BsonDocument("requiresAuth", BsonBoolean.valueOf(command.needsLogin())));
      }
    }
    final BsonDocument commands = new BsonDocument();
    byName.forEach(commands::append);
    return new BsonDocument("commands", commands);
  }

  private BsonDocument setParameter(final CommandCall call) {
    throw parameters.refuse(call.body());
  }

  private static String text(final BsonValue value) {
    final String document = new BsonDocument("", value).toJson(RELAXED);
    final String text = document.substring(document.indexOf(':') + 2, document.length() - 1);
    return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "...";
  }

  private BsonDocument getLog(final CommandCall call) {
    final BsonValue which = call.argument();
    if (!which.isString()) {
      throw new CommandException(ErrorCode.TYPE_MISMATCH, "Argument to getLog must be of type String; found "
          + text(which) + " of type " + TypeWord.of(which.getBsonType()));
    }
    return switch (which.asString().getValue()) {
      case "*" -> new BsonDocument("names",
          new BsonArray(List.of(new BsonString("global"), new BsonString("startupWarnings"))));
      case "global" -> lines(server.log());
      case "startupWarnings" -> lines(List.of());
      default -> throw new CommandException(ErrorCode.ILLEGAL_OPERATION,
          "No log named '" + which.asString().getValue() + "'");
    };
  }

  private static BsonDocument lines(final List<String> log) {
    final BsonArray lines = new BsonArray();
    log.forEach(line -> lines.add(new BsonString(line)));
    return new BsonDocument("totalLinesWritten", new BsonInt32(log.size())).append("log", lines);
  }

  /** A server by itself connects to nobody. */
  private static BsonDocument noPools() {
    return new BsonDocument("numClientConnections", new BsonInt32(0))
        .append("numAScopedConnections", new BsonInt32(0))
        .append("totalInUse", new BsonInt32(0))
        .append("totalAvailable", new BsonInt32(0))
        .append("totalCreated", new BsonInt32(0))
        .append("totalRefreshing", new BsonInt32(0))
        .append("pools", new BsonDocument())
        .append("hosts", new BsonDocument());
  }

  private static BsonDocument noReplication() {
    throw new CommandException(ErrorCode.NO_REPLICATION_ENABLED, "not running with --replSet");
  }

  private static BsonDocument profile(final CommandCall call) {
    final BsonValue level = call.argument();
    if (!level.isNumber() || level.asNumber().intValue() != -1 && level.asNumber().intValue() != 0) {
      throw new CommandException(ErrorCode.COMMAND_NOT_SUPPORTED, "profiling is not supported: only -1 and 0");
    }
    return new BsonDocument("was", new BsonInt32(0)).append("slowms", new BsonInt32(100));
  }

  private BsonDocument shutdown() {
    server.requestStop();
    return new BsonDocument();
  }

  private static BsonDocument notBuilt(final CommandCall call) {
    throw new CommandException(ErrorCode.COMMAND_NOT_SUPPORTED, call.name() + " is not supported by this server");
  }
}
