package dev.quell.bench.peer;

import com.googlecode.cqengine.attribute.Attribute;
import com.googlecode.cqengine.attribute.MultiValueAttribute;
import com.googlecode.cqengine.query.option.QueryOptions;
import dev.quell.Owner;
import dev.quell.Role;

/** An owner of {@link Cqengine}. Indexed by its roles, so it is never told others: another object takes its place. */
final class CqOwner extends PeerOwner {
  static final Attribute<CqOwner, Role> ROLES =
      new MultiValueAttribute<>(CqOwner.class, Role.class, "roles") {
        @Override
        public Iterable<Role> getValues(final CqOwner owner, final QueryOptions options) {
          return owner.roles();
        }
      };

  int sessions; // guarded by the bin of the uid

  CqOwner(final Owner told, final int sessions) {
    super(told);
    this.sessions = sessions;
  }
}
