package dev.quell.demo;

import com.mongodb.client.ClientSession;
import java.util.function.Function;
import org.bson.BsonDocument;
import org.bson.BsonInt32;

/** A session of a user, with the one thing that goes on in it: the driver lets one thread at a time use a session. */
final class Visit {
  private final User user;
  private final ClientSession session;
  private final Work work;

  Visit(final User user, final Function<Visit, Work> work) {
    this.user = user;
    session = user.client().startSession();
    this.work = work.apply(this);
  }

  User user() {
    return user;
  }

  ClientSession session() {
    return session;
  }

  Lsid lsid() {
    return new Lsid(session.getServerSession().getIdentifier().getBinary("id").asUuid(), user.uid());
  }

  Work work() {
    return work;
  }

  /** Uses the session as an application does: a killed one must take it. */
  void use() {
    user.client().getDatabase("admin").runCommand(session, new BsonDocument("ping", new BsonInt32(1)));
    user.orders().find(session).limit(1).first();
  }

  @Override
  public String toString() {
    return "session " + lsid().id() + " of " + user;
  }
}
