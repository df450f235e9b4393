package dev.quell.command;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.quell.KillCore;
import dev.quell.Owner;
import dev.quell.QuellException;
import dev.quell.Session;
import dev.quell.Uid;
import dev.quell.access.Action;
import dev.quell.access.Privilege;
import dev.quell.access.Privileges;
import dev.quell.access.Resource;
import dev.quell.command.common.CommandContext;
import dev.quell.command.read.Limits;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.bson.BsonBinary;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonValueCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;
import org.junit.jupiter.api.function.Executable;

/** A server as the commands see one: a core, people who call, operations and cursors with details. */
public final class TestHost implements AutoCloseable {
  public static final Owner ANN = Owner.of("ann", "app");
  public static final Owner BOB = Owner.of("bob", "app");

  public final KillCore core = KillCore.builder().hostRunsAgent().cursorExecutor(Runnable::run).build();
  public final List<KillAudit.Entry> audit = new CopyOnWriteArrayList<>();

  /** A server with nothing in it. */
  public TestHost() {}

  public CommandContext context() {
    return new CommandContext(core, audit::add, Limits.DEFAULT, null);
  }

  /** Somebody who has logged in and may do this on the server as a whole. */
  public static Caller caller(final Owner owner, final Action... onCluster) {
    return caller(owner, Privilege.of(Resource.CLUSTER, onCluster));
  }

  public static Caller caller(final Owner owner, final Privilege privilege) {
    return Caller.authenticated(owner, Privileges.of(List.of(privilege)), "127.0.0.1:1");
  }

  public static Caller open() {
    return Caller.open("127.0.0.1:1");
  }

  public Session session(final long id, final Owner owner) {
    return core.session(new UUID(0, id), owner);
  }

  /** The number of a session, from a document with an lsid. */
  public static long idOf(final BsonDocument lsid) {
    return lsid.getBinary("id").asUuid().getLeastSignificantBits();
  }

  public static BsonDocument lsid(final long id, final Owner owner) {
    return new BsonDocument("id", new BsonBinary(new UUID(0, id)))
        .append("uid", new BsonBinary(owner.uid().toBytes()));
  }

  public static BsonDocument parse(final String json) {
    return BsonDocument.parse(json);
  }

  /** The document as it comes off the wire. */
  public static RawBsonDocument raw(final BsonDocument document) {
    return raw(document.entrySet().stream().flatMap(field -> Stream.of(field.getKey(), field.getValue())).toArray());
  }

  /** A document of these names and values in turn, in which a name may occur twice, as it comes off the wire. */
  public static RawBsonDocument raw(final Object... fields) {
    final BasicOutputBuffer bytes = new BasicOutputBuffer();
    try (BsonBinaryWriter writer = new BsonBinaryWriter(bytes)) {
      writer.writeStartDocument();
      for (int i = 0; i < fields.length; i += 2) {
        writer.writeName((String) fields[i]);
        new BsonValueCodec().encode(writer, (BsonValue) fields[i + 1], EncoderContext.builder().build());
      }
      writer.writeEndDocument();
    }
    return new RawBsonDocument(bytes.toByteArray());
  }

  /** The refusal by this number. */
  public static QuellException refused(final int code, final Executable command) {
    final QuellException refusal = assertThrows(QuellException.class, command);
    if (refusal.code() != code) {
      throw new AssertionError("expected " + code + " but was " + refusal.code() + ": " + refusal.getMessage());
    }
    return refusal;
  }

  @Override
  public void close() {
    core.close();
  }

  /** What a host tells of an operation. */
  public record Details(Uid uid, BsonDocument fields) implements OperationDetails {
    @Override
    public String get() {
      return "details";
    }

    @Override
    public BsonDocument describe() {
      return fields.clone();
    }
  }

  /** What a host tells of a cursor; counts how often it was closed. */
  public record OpenResult(Uid uid, String namespace, BsonDocument fields, AtomicInteger closed)
      implements CursorDetails {
    public OpenResult(final Uid uid, final String namespace) {
      this(uid, namespace, new BsonDocument(), new AtomicInteger());
    }

    @Override
    public BsonDocument describe() {
      return fields.clone();
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }
}
