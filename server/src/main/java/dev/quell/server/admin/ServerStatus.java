package dev.quell.server.admin;

import dev.quell.Telemetry;
import dev.quell.Telemetry.Latency;
import dev.quell.server.BuildVersion;
import dev.quell.server.net.NetStats;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** The reply to {@code serverStatus}: the sections that monitors read, and {@code quell} with what the core counts. */
final class ServerStatus {
  private static final double NANOS_PER_MICRO = 1_000.0;

  private final ServerView server;
  private final Map<String, Supplier<BsonDocument>> sections = new LinkedHashMap<>();

  ServerStatus(final ServerView server) {
    this.server = server;
    sections.put("connections", this::connections);
    sections.put("network", this::network);
    sections.put("opcounters", this::opcounters);
    sections.put("mem", Machine::memory);
    sections.put("logicalSessionRecordCache", server::sessionCache);
    sections.put("metrics", this::metrics);
    sections.put("quell", this::quell);
  }

  /** All sections but those that the command sets to 0 or false. */
  BsonDocument reply(final BsonDocument command) {
    final long millis = server.uptime().toMillis();
    final BsonDocument reply = new BsonDocument("host", new BsonString(Machine.hostName() + ":" + server.port()))
        .append("version", new BsonString(BuildVersion.MONGODB))
        .append("process", new BsonString("quell-server"))
        .append("pid", new BsonInt64(ProcessHandle.current().pid()))
        .append("uptime", new BsonDouble(server.uptime().toSeconds()))
        .append("uptimeMillis", new BsonInt64(millis))
        .append("uptimeEstimate", new BsonInt64(millis / 1_000))
        .append("localTime", new BsonDateTime(System.currentTimeMillis()));
    sections.forEach((name, section) -> {
      if (!isOff(command.get(name))) {
        reply.append(name, section.get());
      }
    });
    return reply;
  }

  private static boolean isOff(final @Nullable BsonValue value) {
    return value != null
        && (value.isNumber() && value.asNumber().doubleValue() == 0
            || value.isBoolean() && !value.asBoolean().getValue());
  }

  private BsonDocument connections() {
    final NetStats traffic = server.traffic();
    return new BsonDocument("current", new BsonInt32(traffic.connections()))
        .append("available", new BsonInt32(traffic.available()))
        .append("totalCreated", new BsonInt64(traffic.connectionsCreated()))
        .append("rejected", new BsonInt64(traffic.connectionsRejected()));
  }

  private BsonDocument network() {
    final NetStats traffic = server.traffic();
    return new BsonDocument("bytesIn", new BsonInt64(traffic.bytesIn()))
        .append("bytesOut", new BsonInt64(traffic.bytesOut()))
        .append("numRequests", new BsonInt64(traffic.requests()));
  }

  private BsonDocument opcounters() {
    final BsonDocument counters = new BsonDocument();
    server.opcounters().forEach((name, count) -> counters.append(name, new BsonInt64(count)));
    return counters;
  }

  private BsonDocument metrics() {
    final Telemetry seen = server.core().telemetry();
    final BsonDocument open =
        new BsonDocument("total", new BsonInt64(Math.max(0, seen.cursorsOpened() - seen.cursorsClosed())))
            .append("noTimeout", new BsonInt64(server.cursorsWithoutTimeout()));
    return new BsonDocument("cursor", new BsonDocument("timedOut", new BsonInt64(seen.cursorsExpired()))
        .append("totalOpened", new BsonInt64(seen.cursorsOpened()))
        .append("open", open));
  }

  private BsonDocument quell() {
    final BsonDocument counted = quell(server.core().telemetry());
    server.cluster().ifPresent(cluster -> counted.append("cluster", cluster));
    return counted;
  }

  /** Everything that the core has counted; times in microseconds. */
  private static BsonDocument quell(final Telemetry seen) {
    return new BsonDocument("version", new BsonString(BuildVersion.quell()))
        .append("sessions", new BsonDocument("now", new BsonInt64(seen.sessions()))
            .append("opened", new BsonInt64(seen.sessionsOpened()))
            .append("ended", new BsonInt64(seen.sessionsEnded()))
            .append("expired", new BsonInt64(seen.sessionsExpired()))
            .append("refused", new BsonInt64(seen.sessionsRefused())))
        .append("operationsRunning", new BsonInt64(seen.operationsRunning()))
        .append("cursors", new BsonDocument("now", new BsonInt64(seen.cursorsOpen()))
            .append("opened", new BsonInt64(seen.cursorsOpened()))
            .append("closed", new BsonInt64(seen.cursorsClosed()))
            .append("killed", new BsonInt64(seen.cursorsKilled()))
            .append("expired", new BsonInt64(seen.cursorsExpired())))
        .append("kills", new BsonInt64(seen.kills()))
        .append("killsPending", new BsonInt64(seen.killsPending()))
        .append("operationsKilled", new BsonInt64(seen.operationsKilled()))
        .append("hostErrors", new BsonInt64(seen.hostErrors()))
        .append("killMicros", micros(seen.killDuration()))
        .append("killMicrosLastMinute", micros(seen.killDurationLastMinute()))
        .append("killToStopMicros", micros(seen.killToStop()))
        .append("killToStopMicrosLastMinute", micros(seen.killToStopLastMinute()));
  }

  private static BsonDocument micros(final Latency times) {
    return new BsonDocument("count", new BsonInt64(times.count()))
        .append("min", micros(times.min()))
        .append("mean", micros(times.mean()))
        .append("p50", micros(times.p50()))
        .append("p90", micros(times.p90()))
        .append("p99", micros(times.p99()))
        .append("p999", micros(times.p999()))
        .append("max", micros(times.max()));
  }

  private static BsonDouble micros(final double nanos) {
    return new BsonDouble(nanos / NANOS_PER_MICRO);
  }
}
