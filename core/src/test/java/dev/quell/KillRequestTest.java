package dev.quell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KillRequestTest {
  private static final KillPattern ONE = KillPattern.session(new UUID(1, 2));
  private static final KillPattern TWO = KillPattern.owner(Uid.UNAUTHENTICATED);

  @Test
  void shouldCarryPatternsAndDefaults() {
    final KillRequest request = KillRequest.of(TWO, ONE, TWO);
    assertEquals(List.of(TWO, ONE, TWO), request.patterns());
    assertEquals("", request.reason());
    assertEquals("", request.by());
    assertEquals(KillCode.INTERRUPTED, request.code());
    assertEquals(OptionalLong.empty(), request.cutOff());
  }

  @Test
  void shouldCarryNoPatternForEverySession() {
    assertEquals(List.of(), KillRequest.of().patterns());
    assertEquals(KillRequest.of(), KillRequest.of(List.of()));
    assertNotEquals(KillRequest.of(), KillRequest.of(KillPattern.all()));
  }

  @Test
  void shouldCarryWhatItIsGivenInWhateverOrder() {
    final KillRequest request = KillRequest.of(ONE).reason("purge").by("ops@admin").code(50).startedBefore(7);
    assertEquals(List.of(ONE), request.patterns());
    assertEquals("purge", request.reason());
    assertEquals("ops@admin", request.by());
    assertEquals(50, request.code());
    assertEquals(OptionalLong.of(7), request.cutOff());
    final KillRequest same = KillRequest.of(List.of(ONE)).startedBefore(7).code(50).by("ops@admin").reason("purge");
    assertEquals(request, same);
    assertEquals(request.hashCode(), same.hashCode());
  }

  @Test
  void shouldLeaveTheRequestItChanges() {
    final KillRequest before = KillRequest.of(ONE);
    before.reason("purge").by("ops@admin").code(50).startedBefore(7);
    assertEquals(KillRequest.of(ONE), before);
  }

  @Test
  void shouldTakeTheLastOfSeveralValues() {
    final KillRequest request = KillRequest.of(ONE).reason("a").reason("").by("b").by("").code(1).code(2);
    assertEquals(KillRequest.of(ONE).code(2), request);
  }

  @Test
  void shouldNotLetThePatternsBeChanged() {
    final List<KillPattern> given = new ArrayList<>(List.of(ONE));
    final KillPattern[] array = {ONE};
    final KillRequest request = KillRequest.of(given);
    final KillRequest ofArray = KillRequest.of(array);
    given.clear();
    array[0] = TWO;
    assertEquals(List.of(ONE), request.patterns());
    assertEquals(List.of(ONE), ofArray.patterns());
    assertThrows(UnsupportedOperationException.class, () -> request.patterns().add(TWO));
    assertThrows(UnsupportedOperationException.class, () -> request.patterns().set(0, TWO));
    assertThrows(UnsupportedOperationException.class, () -> request.patterns().clear());
  }

  @Test
  void shouldTakeTheLongestTextAndRefuseOneMore() {
    final String longest = "x".repeat(1_000);
    final KillRequest request = KillRequest.of();
    assertEquals(longest, request.reason(longest).by(longest).reason());
    assertEquals(
        "reason has 1001 characters: expected at most 1000",
        assertThrows(IllegalArgumentException.class, () -> request.reason(longest + "x")).getMessage());
    assertEquals(
        "killer has 1001 characters: expected at most 1000",
        assertThrows(IllegalArgumentException.class, () -> request.by(longest + "x")).getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void shouldRefuseACodeThatIsNotPositive(final int code) {
    final KillRequest request = KillRequest.of();
    assertEquals(
        "code is " + code + ": expected 1 to 2147483647",
        assertThrows(IllegalArgumentException.class, () -> request.code(code)).getMessage());
  }

  @Test
  void shouldTakeTheEndsOfEachRange() {
    assertEquals(1, KillRequest.of().code(1).code());
    assertEquals(Integer.MAX_VALUE, KillRequest.of().code(Integer.MAX_VALUE).code());
    assertEquals(OptionalLong.of(0), KillRequest.of().startedBefore(0).cutOff());
    assertEquals(OptionalLong.of(Long.MAX_VALUE), KillRequest.of().startedBefore(Long.MAX_VALUE).cutOff());
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE})
  void shouldRefuseANegativeCutOff(final long coreTime) {
    final KillRequest request = KillRequest.of();
    assertThrows(IllegalArgumentException.class, () -> request.startedBefore(coreTime));
  }

  @Test
  void shouldCarryHowItIsNarrowed() {
    final KillRequest plain = KillRequest.of();
    assertTrue(plain.hitsOperations() && plain.hitsCursors() && plain.runningFor().isEmpty());
    final KillRequest operations = plain.operationsOnly().reason("r").by("b").code(5).startedBefore(7);
    assertTrue(operations.hitsOperations() && !operations.hitsCursors() && operations.runningFor().isEmpty());
    final KillRequest cursors = plain.reason("r").cursorsOnly().by("b");
    assertTrue(!cursors.hitsOperations() && cursors.hitsCursors());
    final KillRequest old = plain.runningFor(Duration.ofSeconds(9)).operationsOnly().code(5).runningFor(Duration.ZERO);
    assertTrue(old.hitsOperations() && !old.hitsCursors());
    assertEquals(Optional.of(Duration.ZERO), old.runningFor());
    assertEquals(plain.operationsOnly(), plain.operationsOnly().operationsOnly());
    assertEquals(plain.cursorsOnly(), plain.cursorsOnly().cursorsOnly());
  }

  @Test
  void shouldRefuseToBeNarrowedToNothing() {
    final KillRequest cursors = KillRequest.of().cursorsOnly();
    assertThrows(IllegalStateException.class, cursors::operationsOnly);
    assertThrows(IllegalStateException.class, () -> cursors.runningFor(Duration.ofSeconds(1)));
    assertThrows(IllegalStateException.class, () -> KillRequest.of().operationsOnly().cursorsOnly());
    assertThrows(IllegalStateException.class, () -> KillRequest.of().runningFor(Duration.ZERO).cursorsOnly());
  }

  @Test
  void shouldRefuseANegativeDuration() {
    final KillRequest request = KillRequest.of();
    assertEquals(
        "least must not be negative, but is PT-1S",
        assertThrows(IllegalArgumentException.class, () -> request.runningFor(Duration.ofSeconds(-1))).getMessage());
  }

  @Test
  void shouldRefuseNull() {
    final KillRequest request = KillRequest.of();
    assertThrows(NullPointerException.class, () -> request.runningFor(null));
    assertThrows(NullPointerException.class, () -> KillRequest.of((KillPattern[]) null));
    assertThrows(NullPointerException.class, () -> KillRequest.of((List<KillPattern>) null));
    assertThrows(NullPointerException.class, () -> request.reason(null));
    assertThrows(NullPointerException.class, () -> request.by(null));
    assertEquals(
        "patterns[1] is null: expected no null element",
        assertThrows(NullPointerException.class, () -> KillRequest.of(ONE, null)).getMessage());
  }

  @Test
  void shouldDifferInEachPart() {
    final List<KillRequest> requests = List.of(
        KillRequest.of(),
        KillRequest.of(ONE),
        KillRequest.of(ONE, TWO),
        KillRequest.of(TWO, ONE),
        KillRequest.of(ONE).reason("x"),
        KillRequest.of(ONE).by("x"),
        KillRequest.of(ONE).code(1),
        KillRequest.of(ONE).startedBefore(0),
        KillRequest.of(ONE).operationsOnly(),
        KillRequest.of(ONE).cursorsOnly(),
        KillRequest.of(ONE).runningFor(Duration.ZERO),
        KillRequest.of(ONE).runningFor(Duration.ofMillis(1)));
    assertEquals(requests.size(), new HashSet<>(requests).size());
    assertEquals(requests.size(), requests.stream().map(KillRequest::toString).distinct().count());
  }

  @Test
  void shouldReadWell() {
    assertEquals("[] code 11601", KillRequest.of().toString());
    assertEquals(
        "[{}, " + ONE + "] code 50 startedBefore 7 by ops@admin: purge",
        KillRequest.of(KillPattern.all(), ONE).code(50).startedBefore(7).by("ops@admin").reason("purge").toString());
    assertEquals("[] code 11601 operationsOnly", KillRequest.of().operationsOnly().toString());
    assertEquals("[] code 11601 cursorsOnly", KillRequest.of().cursorsOnly().toString());
    assertEquals(
        "[] code 11601 operationsOnly runningFor PT10S",
        KillRequest.of().runningFor(Duration.ofSeconds(10)).toString());
  }
}
