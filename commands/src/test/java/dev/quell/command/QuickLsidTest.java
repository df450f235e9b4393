package dev.quell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.quell.command.read.Lsid;
import dev.quell.command.session.QuickLsid;
import dev.quell.command.session.SessionArgument;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The quick way to the lsid: the same answer as the careful one, or none. */
class QuickLsidTest {
  private static final List<String> FIELDS = List.of("lsid", "id", "find", "txnNumber", "lsi", "lsidx", "$db", "");
  private static final Lsid ONE = new Lsid(House.id(1), null, null, null);

  @ParameterizedTest
  @ValueSource(strings = {
    "{find: 'c', filter: {a: [1, {b: 2}]}, lsid: {id: #1}, $db: 'd'}", "{lsid: {id: #1}}",
    "{lsid: {id: #1}, x: null}",
    "{a: 1.5, b: 's', c: {}, d: [], e: BinData(0, 'AAAA'), f: {$undefined: true}, h: true,"
        + " g: {$oid: '000000000000000000000001'}, lsid: {id: #1}}",
    "{a: ISODate('2026-01-01T00:00:00Z'), b: null, c: {$code: 'x'}, d: {$symbol: 'x'}, e: 1, lsid: {id: #1}}",
    "{a: Timestamp(1, 2), b: NumberLong(1), c: NumberDecimal('1'), d: {$minKey: 1}, e: {$maxKey: 1},"
        + " lsid: {id: #1}}"})
  void shouldFindWhatClientsSend(final String command) {
    assertEquals(ONE, QuickLsid.of(House.raw(command)));
  }

  @Test
  void shouldFindItInADecodedCommand() {
    assertEquals(ONE, QuickLsid.of(House.decoded("{find: 'c', lsid: {id: #1}}")));
  }

  @Test
  void shouldReadAllBytesOfTheUuid() {
    final UUID id = UUID.fromString("f1020304-0506-4708-890a-0b0c0d0e0f80");
    assertEquals(id, QuickLsid.of(House.raw("{lsid: {id: UUID('" + id + "')}}")).id());
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "{find: 'c'}", "{}", "{find: 'c', filter: {lsid: {id: #1}}}", "{lsidx: {id: #1}}", "{lsi: 1}"})
  void shouldSeeThatThereIsNone(final String command) {
    assertSame(QuickLsid.NONE, QuickLsid.of(House.raw(command)));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "{lsid: 1}", "{lsid: null}", "{lsid: {}}", "{lsid: {id: #1, uid: #ann}}", "{lsid: {id: #1, txnUUID: #2}}",
    "{lsid: {id: BinData(3, 'AAAAAAAAAAAAAAAAAAAAAA==')}}", "{lsid: {id: BinData(4, 'AAAA')}}", "{lsid: {ix: #1}}",
    "{lsid: {id: #1}, txnNumber: NumberLong(1)}", "{txnNumber: 1}", "{lsid: [#1]}"})
  void shouldLeaveTheRestToTheCarefulWay(final String command) {
    assertSame(QuickLsid.UNSURE, QuickLsid.of(House.raw(command)));
    assertSame(QuickLsid.UNSURE, QuickLsid.of(House.decoded(command)));
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "{lsid: {id: #1}, lsid: {id: #1}}", "{lsid: {id: #1}, a: {$code: 'f', $scope: {}}}", "{a: /x/}"})
  void shouldLeaveOddBytesToTheCarefulWay(final String command) {
    assertSame(QuickLsid.UNSURE, QuickLsid.of(House.raw(command)));
  }

  @Test
  void shouldLeaveAKindOfDocumentThatItDoesNotKnowToTheCarefulWay() {
    final BsonDocument other = new BsonDocument("x", new BsonInt32(1)) {
      private static final long serialVersionUID = 1L;
    };
    assertSame(QuickLsid.UNSURE, QuickLsid.of(other));
  }

  private static void assertAgrees(final BsonDocument command) {
    final Lsid quick = QuickLsid.of(command);
    assertNotNull(quick);
    if (quick != QuickLsid.UNSURE) {
      final Lsid careful = SessionArgument.carefully(command, House.open());
      assertEquals(careful, quick == QuickLsid.NONE ? null : quick, command::toString);
    }
  }

  @Test
  void shouldAgreeWithTheCarefulWayOnAnyCommand() {
    final Random random = new Random(1);
    int found = 0;
    for (int i = 0; i < 20_000; i++) {
      final BsonDocument command = BsonFuzz.document(random, FIELDS, 0);
      if (random.nextInt(3) == 0) {
        command.append("lsid", House.decoded("{id: #1}"));
      }
      final RawBsonDocument raw = new RawBsonDocument(command, new BsonDocumentCodec());
      assertAgrees(raw);
      assertAgrees(command);
      found += QuickLsid.of(raw).equals(ONE) ? 1 : 0;
    }
    assertTrue(found > 1_000);
  }

  /** Damaged bytes are left to the careful way, or such as it passes over too. */
  @Test
  void shouldAgreeWithTheCarefulWayOnDamagedBytes() {
    final RawBsonDocument good =
        House.raw("{find: 'c', a: {b: 1}, e: BinData(0, 'AAAA'), lsid: {id: #1}, x: true, y: null}");
    final byte[] bytes =
        Arrays.copyOfRange(good.getBackingArray(), good.getByteOffset(), good.getByteOffset() + good.getByteLength());
    for (int i = 4; i < bytes.length; i++) {
      for (int value = 0; value < 256; value++) {
        final byte[] bad = bytes.clone();
        bad[i] = (byte) value;
        assertAgrees(new RawBsonDocument(bad));
      }
    }
  }
}
