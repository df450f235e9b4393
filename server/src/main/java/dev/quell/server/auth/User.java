package dev.quell.server.auth;

import dev.quell.Role;
import dev.quell.UserName;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonString;

/**
 * A user as it is kept. Immutable, and so is the document in it: nobody writes to it.
 *
 * @param name who it is
 * @param id tells it from one of the same name that was dropped
 * @param credential what is kept of the password
 * @param roles those granted to it, without those that they inherit from
 * @param customData what the administrator keeps with it
 */
record User(UserName name, UUID id, Credential credential, Set<Role> roles, Optional<BsonDocument> customData) {
  User {
    roles = Collections.unmodifiableSet(new TreeSet<>(roles));
  }

  User withRoles(final Collection<Role> newRoles) {
    return new User(name, id, credential, new TreeSet<>(newRoles), customData);
  }

  BsonDocument toBson() {
    final BsonDocument kept = new BsonDocument("user", new BsonString(name.user()))
        .append("db", new BsonString(name.db()))
        .append("userId", new BsonBinary(id))
        .append("credential", credential.toBson())
        .append("roles", new BsonArray(roles.stream().map(RoleBson::name).toList()));
    customData.ifPresent(data -> kept.append("customData", data));
    return kept;
  }

  /** Throws a RuntimeException for anything that {@link #toBson} does not make. */
  static User fromBson(final BsonDocument kept) {
    final Set<Role> roles = new TreeSet<>();
    kept.getArray("roles").forEach(role -> roles.add(RoleBson.name(role.asDocument())));
    return new User(
        new UserName(kept.getString("user").getValue(), kept.getString("db").getValue()),
        kept.getBinary("userId").asUuid(),
        Credential.fromBson(kept.getDocument("credential")),
        roles,
        kept.containsKey("customData") ? Optional.of(kept.getDocument("customData")) : Optional.empty());
  }
}
