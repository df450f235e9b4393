package dev.quell.cluster.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MemberIdTest {
  private static final long TIME = 1_800_000_000_000L;

  private static MemberId born(final long time, final long random) {
    return new MemberId("a", MemberId.incarnation(time, random));
  }

  @Test
  void shouldBeLaterForALaterLifeWhateverIsRandom() {
    assertTrue(born(TIME, -1).compareTo(born(TIME + 1, 0)) < 0);
  }

  @Test
  void shouldBeTheSameLifeWithAGreaterIncarnation() {
    final MemberId before = born(TIME, 12_345);
    final MemberId other = born(TIME + 5_000, 999);
    final MemberId after = before.above(other.incarnation());
    assertTrue(after.compareTo(other) > 0);
    assertTrue(after.isSameLife(before));
    assertFalse(after.isSameLife(other));
  }

  @Test
  void shouldNotBeTheSameLifeUnderAnotherName() {
    assertFalse(born(TIME, 1).isSameLife(new MemberId("b", born(TIME, 1).incarnation())));
  }

  @Test
  void shouldLastForCenturies() {
    final long year2200 = 7_258_118_400_000L;
    assertTrue(MemberId.incarnation(year2200, -1) > MemberId.incarnation(TIME, -1));
  }

  @Test
  void shouldRefuseANameThatIsEmptyOrTooLong() {
    assertThrows(IllegalArgumentException.class, () -> new MemberId("", 1));
    assertThrows(IllegalArgumentException.class, () -> new MemberId("a".repeat(257), 1));
    assertEquals(256, new MemberId("a".repeat(256), 1).name().length());
  }
}
