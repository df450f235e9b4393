package dev.quell.server.data;

import dev.quell.Operation;
import dev.quell.Session;
import dev.quell.UserName;
import dev.quell.command.Caller;
import dev.quell.server.dispatch.Client;
import dev.quell.server.dispatch.CommandCall;
import java.util.Optional;
import java.util.function.Supplier;
import org.bson.BsonDocument;

/** A command under way on a real core, without a network. */
public final class TestCall implements CommandCall {
  private final BsonDocument body;
  private final String db;
  private final Caller caller;
  private final Optional<Session> session;
  private final Operation operation;
  private final Runnable onCheck;
  private Supplier<BsonDocument> details = BsonDocument::new;

  TestCall(
      final BsonDocument body,
      final String db,
      final Caller caller,
      final Optional<Session> session,
      final Operation operation,
      final Runnable onCheck) {
    this.body = body;
    this.db = db;
    this.caller = caller;
    this.session = session;
    this.operation = operation;
    this.onCheck = onCheck;
  }

  @Override
  public BsonDocument body() {
    return body;
  }

  @Override
  public String db() {
    return db;
  }

  @Override
  public Caller caller() {
    return caller;
  }

  @Override
  public Client client() {
    return new TestClient();
  }

  @Override
  public Optional<Session> session() {
    return session;
  }

  @Override
  public Operation operation() {
    return operation;
  }

  @Override
  public void shows(final Supplier<BsonDocument> more) {
    details = more;
  }

  /** What listings show beside the command. */
  BsonDocument shown() {
    return details.get();
  }

  @Override
  public void check() {
    onCheck.run();
    operation.check();
  }

  private record TestClient() implements Client {
    @Override
    public long id() {
      return 1;
    }

    @Override
    public String remote() {
      return "127.0.0.1:1";
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
      return new BsonDocument();
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
