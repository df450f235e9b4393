package dev.quell.server.net;

import dev.quell.Labels;
import dev.quell.UserName;
import dev.quell.command.OperationLabels;
import dev.quell.server.dispatch.Client;
import dev.quell.server.dispatch.Metadata;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/** The connection as commands see it: what is known of the other side. */
final class Peer implements Client {
  private final long id;
  private final String remote;
  private final String host;
  private final boolean loopback;
  private final boolean encrypted;
  private volatile Optional<UserName> user = Optional.empty();
  private volatile BsonDocument metadata = new BsonDocument();
  private volatile Labels labels;
  private volatile @Nullable Object login;

  Peer(final long id, final SocketAddress address, final boolean encrypted) {
    this.id = id;
    this.encrypted = encrypted;
    if (address instanceof InetSocketAddress inet && inet.getAddress() != null) {
      host = inet.getAddress().getHostAddress();
      remote = (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + inet.getPort();
      loopback = inet.getAddress().isLoopbackAddress();
    } else {
      host = "";
      remote = String.valueOf(address);
      loopback = false;
    }
    labels = OperationLabels.of("", host);
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public String remote() {
    return remote;
  }

  @Override
  public boolean isLoopback() {
    return loopback;
  }

  @Override
  public boolean isEncrypted() {
    return encrypted;
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
    labels = OperationLabels.of(Metadata.appName(newMetadata), host);
  }

  @Override
  public Labels labels() {
    return labels;
  }

  @Override
  public @Nullable Object login() {
    return login;
  }

  @Override
  public void login(final @Nullable Object newLogin) {
    login = newLogin;
  }

  @Override
  public String toString() {
    return "conn" + id + " at " + remote;
  }
}
