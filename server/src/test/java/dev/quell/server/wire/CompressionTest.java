package dev.quell.server.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CompressionTest {
  private static final Compression[] ALL = {Compression.NOOP, Compression.SNAPPY, Compression.ZLIB};

  private static Stream<Arguments> contents() {
    final Random random = new Random(1);
    return Stream.of(0, 1, 14, 15, 16, 1000, 32_767, 32_768, 65_536, 70_000, 1_000_000).flatMap(size -> {
      final byte[] noise = new byte[size];
      random.nextBytes(noise);
      final byte[] text = new byte[size];
      for (int i = 0; i < size; i++) {
        text[i] = (byte) "the quick brown fox ".charAt(i % 20);
      }
      final byte[] mixed = noise.clone();
      Arrays.fill(mixed, size / 3, size / 2, (byte) 7);
      return Stream.of(noise, text, mixed, new byte[size]);
    }).flatMap(bytes -> Stream.of(ALL).map(compression -> Arguments.of(compression, bytes)));
  }

  private static byte[] packed(final Compression compression, final byte[] bytes) {
    final ByteBuf out = Unpooled.buffer();
    compression.pack(Unpooled.wrappedBuffer(bytes), out);
    return ByteBufUtil.getBytes(out);
  }

  private static byte[] unpacked(final Compression compression, final byte[] packed, final int size)
      throws WireException {
    return compression.unpack(Unpooled.wrappedBuffer(packed), size);
  }

  @ParameterizedTest
  @MethodSource("contents")
  void shouldUnpackWhatItPacked(final Compression compression, final byte[] bytes) throws WireException {
    assertArrayEquals(bytes, unpacked(compression, packed(compression, bytes), bytes.length));
  }

  @ParameterizedTest
  @MethodSource("contents")
  void shouldUnpackThePrefixOnly(final Compression compression, final byte[] bytes) {
    final byte[] prefix = compression.unpackPrefix(Unpooled.wrappedBuffer(packed(compression, bytes)), 1000);
    assertArrayEquals(Arrays.copyOf(bytes, prefix.length), prefix);
    assertTrue(prefix.length >= Math.min(bytes.length, 900), prefix.length + " bytes of " + bytes.length);
  }

  @ParameterizedTest
  @EnumSource(value = Compression.class, names = {"NOOP", "SNAPPY", "ZLIB"})
  void shouldRefuseADifferentSize(final Compression compression) {
    final byte[] packed = packed(compression, new byte[1000]);
    for (final int size : new int[] {0, 1, 999, 1001, 1010}) {
      assertThrows(WireException.class, () -> unpacked(compression, packed, size), () -> size + " bytes");
    }
  }

  @ParameterizedTest
  @EnumSource(value = Compression.class, names = {"SNAPPY", "ZLIB"})
  void shouldThrowNothingElseWhateverTheBytes(final Compression compression) {
    final Random random = new Random(2);
    final byte[] sound = packed(compression, Frames.bson("{a: 'text text text text', b: [1, 2, 3, 4, 5, 6, 7, 8]}"));
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      final byte[] damaged = Arrays.copyOf(sound, random.nextInt(sound.length) + 1);
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      compression.unpackPrefix(Unpooled.wrappedBuffer(damaged), 100);
      try {
        unpacked(compression, damaged, 80);
      } catch (final WireException e) {
        refused++;
      }
    }
    assertTrue(refused > 10_000, refused + " refused");
  }

  @Test
  void shouldReadSnappyOfAnotherHand() throws WireException {
    // 13 bytes: literal "ab", copy 4 from 2 back, literal "-", copy 6 from 3 back with the long form of offset
    final byte[] packed = HexFormat.of().parseHex("0d" + "046162" + "0102" + "002d" + "160300");
    assertArrayEquals("ababab-ab-ab-".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
        unpacked(Compression.SNAPPY, packed, 13));
    assertArrayEquals("ababab-a".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
        Compression.SNAPPY.unpackPrefix(Unpooled.wrappedBuffer(packed), 8));
  }

  @ParameterizedTest
  @EnumSource(value = Compression.class, names = {"NOOP", "SNAPPY", "ZLIB"})
  void shouldNotAllocateWhatFewBytesCannotHold(final Compression compression) {
    final WireException refusal =
        assertThrows(WireException.class, () -> unpacked(compression, new byte[20], 40_000_000));
    assertTrue(refusal.isFatal());
  }

  @Test
  void shouldStopAtTheClaimedSizeOfABomb() {
    final byte[] bomb = packed(Compression.ZLIB, new byte[40_000_000]);
    assertFalse(assertThrows(WireException.class, () -> unpacked(Compression.ZLIB, bomb, 1_000_000)).isFatal());
  }

  @Test
  void shouldKnowWhatIsOffered() {
    assertEquals(Compression.ZLIB, Compression.offered("zlib").orElseThrow());
    assertEquals(Compression.SNAPPY, Compression.offered("snappy").orElseThrow());
    for (final String name : new String[] {"zstd", "noop", "none", "", "ZLIB"}) {
      assertTrue(Compression.offered(name).isEmpty(), name);
    }
  }
}
