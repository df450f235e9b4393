package dev.quell.cluster.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.KillCause;
import dev.quell.KillPattern;
import dev.quell.KillRequest;
import dev.quell.Labels;
import dev.quell.OperationInfo;
import dev.quell.Owner;
import dev.quell.Role;
import dev.quell.SessionInfo;
import dev.quell.Uid;
import dev.quell.UserName;
import dev.quell.cluster.protocol.Body;
import dev.quell.cluster.protocol.Deed;
import dev.quell.cluster.protocol.Entry;
import dev.quell.cluster.protocol.EntryId;
import dev.quell.cluster.protocol.MemberId;
import dev.quell.cluster.protocol.Message;
import dev.quell.cluster.protocol.Outcome;
import dev.quell.cluster.protocol.Question;
import dev.quell.cluster.protocol.Reading;
import dev.quell.cluster.protocol.Row;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.io.BasicOutputBuffer;
import org.bson.json.JsonMode;
import org.bson.json.JsonReader;
import org.bson.json.JsonWriter;
import org.bson.json.JsonWriterSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessageCodecTest {
  private static final MemberId ANN = new MemberId("node-1", 17);
  private static final MemberId BOB = new MemberId("node-2", Long.MAX_VALUE - 3);
  private static final UUID ID = new UUID(5, 6);
  private static final Owner OWNER = Owner.of("ann", "app", Role.of("read", "shop"));

  private static final KillPattern PATTERN =
      KillPattern.session(ID, Uid.ofUser("ann", "app"))
          .withUsers(List.of(new UserName("ann", "app"), new UserName("bob", "")))
          .withRoles(List.of(Role.of("read", "shop")))
          .idleFor(Duration.ofMillis(1_500))
          .olderThan(Duration.ofDays(2))
          .withLabel("app", "billing");

  private static List<KillRequest> requests() {
    return List.of(
        KillRequest.of(),
        KillRequest.of(KillPattern.all(), PATTERN).reason("why \uD83D\uDE00").by("ops").code(7),
        KillRequest.of(KillPattern.users(List.of())).cursorsOnly(),
        KillRequest.of(KillPattern.roles(List.of())).operationsOnly(),
        KillRequest.of(PATTERN).runningFor(Duration.ofNanos(1_234_567_891)));
  }

  static Stream<Body> bodies() {
    final EntryId id = new EntryId(ANN, 9);
    final List<Entry.Target> targets = List.of(new Entry.Target(BOB, new Reading(3, 8), 77));
    return Stream.concat(
        requests().stream().map(request -> new Body.Deliver(
            List.of(
                new Body.Delivery(new Entry(id, new Deed.Kill(matchable(request)), targets), 12, 100_000_000),
                new Body.Delivery(new Entry(id, new Deed.Roles(OWNER), List.of()), 0, 0),
                new Body.Delivery(new Entry(id, new Deed.Roles(Owner.ofUid(OWNER.uid())), List.of()), 0, 0),
                new Body.Delivery(new Entry(id, new Deed.Dropped(4), targets), 1L << 50, 0)))),
        Stream.of(
            new Body.Ping(),
            new Body.Digest(List.of(new Body.Known(ANN, 4, false, 0), new Body.Known(BOB, 0, true, 99)), true),
            new Body.Answer(id, new Outcome(1, 2, 3, 4), true),
            new Body.Pull(List.of(new Body.Behind(BOB, 0))),
            new Body.Ask(3, new Question.Sessions(List.of(PATTERN)), 2, 100),
            new Body.Ask(3, new Question.Operations(List.of()), 0, 1),
            new Body.Ask(3, new Question.Explain(KillRequest.of(PATTERN)), 0, 1),
            new Body.Ask(3, new Question.KillOperation(-5, 11601, "", "ops"), 0, 1),
            new Body.Reply(3, 1, List.of(session(), operation(), new Row.OfHits(1, 2, 3)), true),
            new Body.Goodbye(8),
            new Body.Superseded(Long.MIN_VALUE)));
  }

  /** What matches nobody is written in one way, whatever it says. */
  private static KillRequest matchable(final KillRequest request) {
    return request.patterns().contains(KillPattern.roles(List.of())) ? KillRequest.of().operationsOnly() : request;
  }

  private static Row session() {
    return new Row.OfSession(
        new SessionInfo(ID, OWNER, Instant.ofEpochMilli(5), Instant.ofEpochSecond(9, 1), 2, 0, Labels.of("a", "b")));
  }

  private static Row operation() {
    return new Row.OfOperation(
        new OperationInfo(
            -4, OptionalInt.of(3), Optional.of(ID), Optional.of(OWNER.uid()), "find", Optional.empty(),
            Instant.EPOCH, Duration.ofMillis(4), Optional.of(new KillCause(5, "r", "b", 6)), true,
            Optional.of(Duration.ZERO), Labels.none()));
  }

  private static Message message(final Body body) {
    return new Message(ANN, new Reading(1, 2), new Message.Echo(4, new Reading(5, 6), 7), body);
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void shouldReadWhatItWrites(final Body body) throws WireException {
    assertEquals(message(body), MessageCodec.decode(MessageCodec.encode(message(body))));
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void shouldWriteBson(final Body body) {
    final byte[] bytes = MessageCodec.encode(message(body));
    final StringWriter json = new StringWriter();
    new JsonWriter(json, JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build())
        .pipe(new BsonBinaryReader(ByteBuffer.wrap(bytes)));
    final BasicOutputBuffer written = new BasicOutputBuffer();
    new BsonBinaryWriter(written).pipe(new JsonReader(json.toString())); // not from its own kind, which it would copy
    assertArrayEquals(written.toByteArray(), bytes);
  }

  /** An encoder keeps what it has written of an entry, for the next member. */
  @Test
  void shouldWriteAnEntryForEachMemberAsIfItWereTheOnlyOne() {
    final MessageEncoder encoder = new MessageEncoder();
    final List<Body> all = bodies().toList();
    for (final Body one : all) {
      for (final Body other : all) {
        for (final Body body : List.of(one, other, one)) {
          assertArrayEquals(MessageCodec.encode(message(body)), encoder.encode(message(body)));
        }
      }
    }
    final Entry entry = entry(KillRequest.of(PATTERN));
    for (int member = 0; member < 3; member++) {
      final Body body = new Body.Deliver(List.of(new Body.Delivery(entry, member, 100 - member)));
      assertArrayEquals(MessageCodec.encode(message(body)), encoder.encode(message(body)));
    }
    final Body first = deliver(KillRequest.of());
    final Body second = deliver(KillRequest.of(PATTERN));
    for (final Body body : List.of(first, second, first, first, second)) {
      assertArrayEquals(MessageCodec.encode(message(body)), encoder.encode(message(body)));
    }
    final Body page = new Body.Deliver(
        List.of(new Body.Delivery(entry, 7, 0), new Body.Delivery(entry(KillRequest.of()), 7, 0)));
    assertArrayEquals(MessageCodec.encode(message(page)), encoder.encode(message(page)));
  }

  @Test
  void shouldWriteAfterAMessageThatIsTooLarge() {
    final MessageEncoder encoder = new MessageEncoder();
    final KillRequest huge = KillRequest.of(
        IntStream.range(0, 100_000).mapToObj(i -> KillPattern.session(new UUID(i, i)).withLabel("app", "billing"))
            .toList());
    assertThrows(IllegalArgumentException.class, () -> encoder.encode(message(deliver(huge))));
    final Message ping = message(new Body.Ping());
    assertArrayEquals(MessageCodec.encode(ping), encoder.encode(ping));
  }

  @Test
  void shouldReadAMessageToAStranger() throws WireException {
    final Message message = new Message(ANN, new Reading(1, 2), null, new Body.Ping());
    assertEquals(message, MessageCodec.decode(MessageCodec.encode(message)));
  }

  /** A text that is no text would else be longer when it is read, and be refused by every member for ever. */
  @Test
  void shouldKeepTheLengthOfATextWithLoneSurrogates() throws WireException {
    final KillRequest request = KillRequest.of().reason("\uD800".repeat(KillRequest.MAX_TEXT_LENGTH));
    final Body body = deliver(request);
    assertEquals(
        deliver(KillRequest.of().reason("?".repeat(KillRequest.MAX_TEXT_LENGTH))),
        MessageCodec.decode(MessageCodec.encode(message(body))).body());
  }

  /** So would a time that is longer than a message takes. */
  @Test
  void shouldTakeATimeThatIsAsGoodAsForEver() throws WireException {
    final Duration ever = Duration.ofSeconds(Long.MAX_VALUE, 5);
    final Body body = deliver(KillRequest.of(KillPattern.all().idleFor(ever)).runningFor(ever));
    final Body read = MessageCodec.decode(MessageCodec.encode(message(body))).body();
    final KillRequest request =
        ((Deed.Kill) ((Body.Deliver) read).deliveries().get(0).entry().deed()).request();
    assertEquals(Duration.ofSeconds(In.MOST_SECONDS, 5), request.runningFor().orElseThrow());
  }

  private static Body deliver(final KillRequest request) {
    return new Body.Deliver(List.of(new Body.Delivery(entry(request), 0, 0)));
  }

  private static Entry entry(final KillRequest request) {
    return new Entry(new EntryId(ANN, 1), new Deed.Kill(request), List.of());
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void shouldRefuseWhatIsCutOff(final Body body) {
    final byte[] bytes = MessageCodec.encode(message(body));
    for (int length = 0; length < bytes.length; length++) {
      final byte[] part = Arrays.copyOf(bytes, length);
      assertThrows(WireException.class, () -> MessageCodec.decode(part));
    }
  }

  /** Any outcome but another exception: a changed byte may well make another message. */
  @ParameterizedTest
  @MethodSource("bodies")
  void shouldThrowNothingElseWhateverTheBytes(final Body body) {
    final SplittableRandom random = new SplittableRandom(4);
    final byte[] bytes = MessageCodec.encode(message(body));
    int refused = 0;
    for (int i = 0; i < 3_000; i++) {
      final byte[] changed = bytes.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      try {
        MessageCodec.decode(changed);
      } catch (final WireException expected) {
        refused++;
        assertReadWithinBounds(expected);
      }
    }
    assertTrue(refused > 1_000, refused + " were refused");
  }

  @Test
  void shouldAllocateNothingForAHostileLength() {
    final byte[] bytes = MessageCodec.encode(message(new Body.Ping()));
    final ByteBuffer hostile = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at + Integer.BYTES <= bytes.length; at++) {
      final int before = hostile.getInt(at);
      hostile.putInt(at, Integer.MAX_VALUE - 8);
      try {
        MessageCodec.decode(bytes);
      } catch (final WireException expected) {
        assertReadWithinBounds(expected);
      }
      hostile.putInt(at, before);
    }
    assertArrayEquals(MessageCodec.encode(message(new Body.Ping())), bytes);
  }

  /** What is read was looked through before: the exception of an array would hide that it was not. */
  private static void assertReadWithinBounds(final WireException refused) {
    assertFalse(
        refused.getCause() instanceof IndexOutOfBoundsException
            || refused.getCause() instanceof NegativeArraySizeException,
        () -> "read beyond what was looked through: " + refused);
  }

  @Test
  void shouldTellLittleOfANameThatASenderMadeUp() {
    final byte[] name = new byte[100_000];
    Arrays.fill(name, (byte) '\n');
    final ByteBuffer message = ByteBuffer.allocate(4 + 1 + name.length + 1 + 8 + 1).order(ByteOrder.LITTLE_ENDIAN);
    message.putInt(message.capacity()).put((byte) 18).put(name).put((byte) 0).putLong(1).put((byte) 0);
    final WireException refused = assertThrows(WireException.class, () -> MessageCodec.decode(message.array()));
    assertTrue(refused.getMessage().length() < 1_000, refused.getMessage().length() + " characters");
    assertFalse(refused.getMessage().contains("\n"));
    assertNull(refused.getCause());
  }

  @Test
  void shouldRefuseAnotherVersion() {
    final byte[] bytes = MessageCodec.encode(message(new Body.Ping()));
    final byte[] later = bytes.clone();
    later[4 + 1 + 2] = 2; // behind the length, the type and the name
    final WireException refused = assertThrows(WireException.class, () -> MessageCodec.decode(later));
    assertEquals("a message of version 2: expected 1", refused.getMessage());
  }

  @Test
  void shouldRefuseWhatIsTooLarge() {
    assertThrows(WireException.class, () -> MessageCodec.decode(new byte[MessageCodec.MAX_BYTES + 1]));
  }

  @Test
  void shouldRefuseWhatIsNestedTooDeeply() {
    final int levels = 100_000;
    final ByteBuffer deep = ByteBuffer.allocate(levels * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < levels; i++) {
      deep.putInt(deep.remaining()).put((byte) 3).put((byte) 'a').put((byte) 0);
      if (deep.remaining() < 8) {
        break;
      }
    }
    assertThrows(WireException.class, () -> MessageCodec.decode(deep.array()));
  }
}
