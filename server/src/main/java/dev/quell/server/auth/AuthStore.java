package dev.quell.server.auth;

import dev.quell.Role;
import dev.quell.UserName;
import dev.quell.access.RoleDefinition;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.ByteBufNIO;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;
import org.bson.io.ByteBufferBsonInput;

/**
 * Where users, roles and the server's secret are kept: BSON under the keys {@code user:db.name}, {@code role:db.name}
 * and {@code secret}. No database's name has a dot, so no two share a key.
 */
final class AuthStore {
  private static final String USER = "user:";
  private static final String ROLE = "role:";
  private static final String SECRET = "secret";
  private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

  private final ConcurrentMap<String, byte[]> map;

  AuthStore(final ConcurrentMap<String, byte[]> map) {
    this.map = map;
  }

  void put(final User user) {
    map.put(key(USER, user.name().db(), user.name().user()), encode(user.toBson()));
  }

  void remove(final UserName name) {
    map.remove(key(USER, name.db(), name.user()));
  }

  void put(final RoleDefinition role) {
    map.put(key(ROLE, role.role().db(), role.role().role()), encode(RoleBson.definition(role)));
  }

  void remove(final Role role) {
    map.remove(key(ROLE, role.db(), role.role()));
  }

  List<User> users() {
    return all(USER, User::fromBson);
  }

  List<RoleDefinition> roles() {
    return all(ROLE, RoleBson::definition);
  }

  /** From which the salts of users that are not there are made; the same for good, as theirs are who are there. */
  byte[] secret() {
    final byte[] fresh = new byte[Hashes.LENGTH];
    new SecureRandom().nextBytes(fresh);
    final byte[] kept = map.putIfAbsent(SECRET, fresh);
    return kept == null ? fresh : kept;
  }

  private <T> List<T> all(final String prefix, final Function<BsonDocument, T> reader) {
    final List<T> all = new ArrayList<>();
    for (final Map.Entry<String, byte[]> entry : map.entrySet()) {
      if (entry.getKey().startsWith(prefix)) {
        try {
          all.add(reader.apply(decode(entry.getValue())));
        } catch (final RuntimeException e) {
          throw new IllegalStateException("the record " + entry.getKey() + " of users and roles is damaged", e);
        }
      }
    }
    return all;
  }

  private static String key(final String kind, final String db, final String name) {
    return kind + db + "." + name;
  }

  private static byte[] encode(final BsonDocument document) {
    final BasicOutputBuffer buffer = new BasicOutputBuffer();
    CODEC.encode(new BsonBinaryWriter(buffer), document, EncoderContext.builder().build());
    return buffer.toByteArray();
  }

  private static BsonDocument decode(final byte[] bytes) {
    final ByteBufNIO wrapped = new ByteBufNIO(ByteBuffer.wrap(bytes));
    return CODEC.decode(new BsonBinaryReader(new ByteBufferBsonInput(wrapped)), DecoderContext.builder().build());
  }
}
