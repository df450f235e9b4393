package dev.quell.bench.peer;

import com.googlecode.cqengine.attribute.Attribute;
import com.googlecode.cqengine.attribute.SimpleAttribute;
import com.googlecode.cqengine.query.option.QueryOptions;
import dev.quell.Uid;
import java.util.UUID;

/** A session of {@link Cqengine}. Equal is who has the same UUID and owner. */
final class CqSession extends SyncSession {
  static final Attribute<CqSession, UUID> ID =
      new SimpleAttribute<>(CqSession.class, UUID.class, "id") {
        @Override
        public UUID getValue(final CqSession session, final QueryOptions options) {
          return new UUID(session.high, session.low);
        }
      };
  static final Attribute<CqSession, Uid> UID =
      new SimpleAttribute<>(CqSession.class, Uid.class, "uid") {
        @Override
        public Uid getValue(final CqSession session, final QueryOptions options) {
          return session.owner.uid;
        }
      };

  /** Whether all indexes have it. */
  volatile boolean indexed;

  CqSession(final long high, final long low) {
    super(high, low);
  }

  @Override
  public boolean equals(final Object other) {
    return this == other || other instanceof CqSession that && super.equals(that) && owner.uid.equals(that.owner.uid);
  }
}
