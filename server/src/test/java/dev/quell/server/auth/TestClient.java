package dev.quell.server.auth;

import dev.quell.UserName;
import dev.quell.server.dispatch.Client;
import java.util.Optional;
import org.bson.BsonDocument;

/** A connection that is none. */
final class TestClient implements Client {
  private final boolean loopback;
  private volatile Optional<UserName> user = Optional.empty();
  private volatile Object login;

  TestClient(final boolean loopback) {
    this.loopback = loopback;
  }

  @Override
  public long id() {
    return 5;
  }

  @Override
  public String remote() {
    return loopback ? "127.0.0.1:4711" : "192.0.2.1:4711";
  }

  @Override
  public boolean isLoopback() {
    return loopback;
  }

  @Override
  public Optional<UserName> user() {
    return user;
  }

  @Override
  public void user(final Optional<UserName> newUser) {
    user = newUser;
  }

  @Override
  public BsonDocument metadata() {
    return new BsonDocument();
  }

  @Override
  public void metadata(final BsonDocument metadata) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Object login() {
    return login;
  }

  @Override
  public void login(final Object newLogin) {
    login = newLogin;
  }
}
