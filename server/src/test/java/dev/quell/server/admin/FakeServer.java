package dev.quell.server.admin;

import dev.quell.KillCore;
import dev.quell.Operation;
import dev.quell.Session;
import dev.quell.UserName;
import dev.quell.command.Caller;
import dev.quell.server.ServerOptions;
import dev.quell.server.dispatch.Client;
import dev.quell.server.dispatch.Command;
import dev.quell.server.dispatch.CommandCall;
import dev.quell.server.net.NetStats;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;

/** A server without a network, to which commands are handed as the dispatcher would. */
final class FakeServer implements ServerView, AutoCloseable {
  final KillCore core = KillCore.create();
  final ServerOptions options = ServerOptions.defaults();
  final List<Command> commands = AdminCommands.of(this);
  boolean stopRequested;

  /** Authorises and runs, as this caller on this database. */
  BsonDocument run(final Caller caller, final String db, final String json) {
    final BsonDocument body = BsonDocument.parse(json);
    final Command command = commands.stream()
        .filter(each -> each.names().contains(body.getFirstKey()))
        .findFirst()
        .orElseThrow();
    final CommandCall call = new FakeCall(body, db, caller);
    command.authorize(call);
    try {
      return command.run(call);
    } catch (final RuntimeException e) {
      throw e;
    } catch (final Exception e) {
      throw new AssertionError(e);
    }
  }

  BsonDocument run(final String json) {
    return run(Caller.open("test"), "admin", json);
  }

  @Override
  public KillCore core() {
    return core;
  }

  @Override
  public ServerOptions options() {
    return options;
  }

  @Override
  public int port() {
    return 27017;
  }

  @Override
  public Duration uptime() {
    return Duration.ofMillis(12_345);
  }

  @Override
  public NetStats traffic() {
    return new NetStats(3, 7, 5, 1, 700, 900, 11);
  }

  @Override
  public Map<String, Long> opcounters() {
    return Map.of("insert", 4L);
  }

  @Override
  public long cursorsWithoutTimeout() {
    return 2;
  }

  @Override
  public BsonDocument sessionCache() {
    return new BsonDocument("activeSessionsCount", new BsonInt64(core.telemetry().sessions()));
  }

  @Override
  public Optional<BsonDocument> cluster() {
    return Optional.empty();
  }

  @Override
  public Collection<Command> commands() {
    return commands;
  }

  @Override
  public List<String> log() {
    return List.of("one", "two");
  }

  @Override
  public void requestStop() {
    stopRequested = true;
  }

  @Override
  public void close() {
    core.close();
  }

  private record FakeCall(BsonDocument body, String db, Caller caller) implements CommandCall {
    @Override
    public Client client() {
      return new FakeClient();
    }

    @Override
    public Optional<Session> session() {
      return Optional.empty();
    }

    @Override
    public Operation operation() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void check() {}
  }

  private static final class FakeClient implements Client {
    @Override
    public long id() {
      return 1;
    }

    @Override
    public String remote() {
      return "127.0.0.1:5";
    }

    @Override
    public boolean isLoopback() {
      return true;
    }

    @Override
    public Optional<UserName> user() {
      return Optional.empty();
    }

    @Override
    public void user(final Optional<UserName> user) {}

    @Override
    public BsonDocument metadata() {
      return new BsonDocument("driver", new BsonString("none"));
    }

    @Override
    public void metadata(final BsonDocument metadata) {}

    @Override
    public Object login() {
      return null;
    }

    @Override
    public void login(final Object login) {}
  }
}
