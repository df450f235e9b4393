package dev.quell.server.dispatch;

import dev.quell.UserName;
import java.util.Optional;
import org.bson.BsonDocument;

/** A connection that is none. */
final class FakeClient implements Client {
  private Optional<UserName> user = Optional.empty();
  private BsonDocument metadata = new BsonDocument();
  private Object login;

  @Override
  public long id() {
    return 5;
  }

  @Override
  public String remote() {
    return "192.0.2.1:4711";
  }

  @Override
  public boolean isLoopback() {
    return false;
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
    return metadata;
  }

  @Override
  public void metadata(final BsonDocument newMetadata) {
    metadata = newMetadata;
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
