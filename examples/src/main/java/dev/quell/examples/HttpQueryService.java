package dev.quell.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.quell.KillCore;
import dev.quell.KillPattern;
import dev.quell.KillReport;
import dev.quell.KillRequest;
import dev.quell.Labels;
import dev.quell.Operation;
import dev.quell.OperationKilledException;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.Session;
import dev.quell.UserName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP service that streams rows, and whose administrator kills queries by owner, by role and by label. */
public final class HttpQueryService implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final Role ADMIN = Role.of("admin", "shop");
  /** Who may log in. An owner is made once and kept. */
  private static final Map<String, Owner> USERS =
      Map.of(
          "alice", Owner.of("alice", "shop", Role.of("clerk", "shop")),
          "bob", Owner.of("bob", "shop", Role.of("auditor", "shop")),
          "carol", Owner.of("carol", "shop", Role.of("clerk", "shop")),
          "dave", Owner.of("dave", "shop", ADMIN));

  private final KillCore core = KillCore.create();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);

  private HttpQueryService() throws IOException {
    server.createContext("/query", this::query);
    server.createContext("/kill", this::kill);
    server.setExecutor(threads);
    server.start();
  }

  /** GET /query?rows=n streams rows. If the query is killed, the last line says so. */
  private void query(final HttpExchange exchange) throws IOException {
    final long rows = Long.parseLong(exchange.getRequestURI().getQuery().substring("rows=".length()));
    final UUID lsid = UUID.fromString(header(exchange, "Session"));
    final Labels labels = Labels.of("app", header(exchange, "App"));
    final Session session = core.session(lsid, user(exchange), labels);
    try (Operation op = session.begin("GET " + exchange.getRequestURI());
        OutputStream out = exchange.getResponseBody()) {
      exchange.sendResponseHeaders(200, 0);
      try {
        for (long row = 1; row <= rows; row++) {
          op.sleep(Duration.ofMillis(1)); // stands for the work; a kill ends it at once
          writeLine(out, "row " + row); // fails if the client has gone, which ends the operation
        }
        writeLine(out, "that was all");
      } catch (final OperationKilledException e) {
        writeLine(out, e.codeName() + ": " + e.getMessage());
      }
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** POST /kill?owner=name, ?role=name or ?app=name, for administrators. */
  private void kill(final HttpExchange exchange) throws IOException {
    final boolean allowed = exchange.getRequestMethod().equals("POST") && user(exchange).roles().contains(ADMIN);
    exchange.sendResponseHeaders(allowed ? 200 : 403, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      if (!allowed) {
        writeLine(out, "you may not kill");
        return;
      }
      final String[] query = exchange.getRequestURI().getQuery().split("=", 2);
      final KillPattern pattern = switch (query[0]) {
        case "owner" -> KillPattern.users(new UserName(query[1], "shop"));
        case "role" -> KillPattern.roles(Role.of(query[1], "shop"));
        default -> KillPattern.label(query[0], query[1]);
      };
      final KillReport report = core.kill(KillRequest.of(pattern).reason("too slow").by(header(exchange, "User")));
      writeLine(out, "killed " + report.operationsKilled() + " in " + report.sessionsMatched() + " session");
    }
  }

  private static Owner user(final HttpExchange exchange) { // stands for a login
    return USERS.getOrDefault(header(exchange, "User"), Owner.unauthenticated());
  }

  private static String header(final HttpExchange exchange, final String name) {
    return String.valueOf(exchange.getRequestHeaders().getFirst(name));
  }

  private static void writeLine(final OutputStream out, final String line) throws IOException {
    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() {
    core.close(); // kills what still runs
    server.stop(0);
    threads.shutdown();
  }

  public static void main(final String[] args) throws Exception {
    try (HttpQueryService service = new HttpQueryService()) {
      final BufferedReader alice = service.startQuery("alice", "web");
      final BufferedReader bob = service.startQuery("bob", "web");
      final BufferedReader carol = service.startQuery("carol", "cron");
      System.out.println("alice kills bob: " + service.send("alice", "web", "/kill?owner=bob").readLine());
      System.out.println("dave kills owner alice: " + service.send("dave", "web", "/kill?owner=alice").readLine());
      System.out.println("  alice sees " + alice.lines().reduce("", (one, next) -> next));
      System.out.println("dave kills role auditor: " + service.send("dave", "web", "/kill?role=auditor").readLine());
      System.out.println("  bob sees " + bob.lines().reduce("", (one, next) -> next));
      System.out.println("dave kills app cron: " + service.send("dave", "web", "/kill?app=cron").readLine());
      System.out.println("  carol sees " + carol.lines().reduce("", (one, next) -> next));
    }
  }

  private BufferedReader startQuery(final String user, final String app) throws IOException, InterruptedException {
    final BufferedReader answer = send(user, app, "/query?rows=1000000000");
    answer.readLine(); // row 1: the query runs
    return answer;
  }

  private BufferedReader send(final String user, final String app, final String path)
      throws IOException, InterruptedException {
    final URI uri = URI.create("http://" + LOOPBACK.getHostAddress() + ":" + server.getAddress().getPort() + path);
    final HttpRequest.Builder request = HttpRequest.newBuilder(uri)
        .headers("User", user, "App", app, "Session", UUID.randomUUID().toString())
        .method(path.startsWith("/kill") ? "POST" : "GET", HttpRequest.BodyPublishers.noBody());
    return new BufferedReader(new InputStreamReader(
        HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofInputStream()).body(), StandardCharsets.UTF_8));
  }
}
