package dev.quell;

import static dev.quell.VirtualCore.ANN;
import static dev.quell.VirtualCore.BOB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OperationRefTest {
  private final VirtualCore virtual = new VirtualCore();
  private final KillCore core = virtual.core;
  private final Operation operation = core.operation();

  @AfterEach
  void close() {
    virtual.close();
  }

  private OperationRef begun() {
    virtual.session(1, ANN).begin(operation, "first");
    return operation.ref();
  }

  @Test
  void shouldKillItsRun() {
    assertTrue(begun().kill(11601, "client has gone", "gateway"));
    assertEquals("client has gone", operation.killCause().orElseThrow().reason());
  }

  @Test
  void shouldWinOnce() {
    final OperationRef ref = begun();
    assertTrue(ref.kill(11601, "", ""));
    assertFalse(ref.kill(11601, "", ""));
  }

  @Test
  void shouldNotReachTheNextRun() {
    final OperationRef ref = begun();
    operation.close();
    virtual.session(2, BOB).begin(operation, "next");
    assertFalse(ref.kill(11601, "", ""));
    assertFalse(operation.isKilled());
  }

  @Test
  void shouldNotReachTheNextRunInTheSameSession() {
    final OperationRef ref = begun();
    operation.close();
    begun();
    assertFalse(ref.kill(11601, "", ""));
    assertFalse(operation.isKilled());
  }

  @Test
  void shouldNotReachTheNextRunOfAnOperationWithoutASession() {
    core.begin(operation, "first");
    final OperationRef ref = operation.ref();
    operation.close();
    core.begin(operation, "next");
    assertFalse(ref.kill(11601, "", ""));
  }

  @Test
  void shouldSayWhetherTheRunGoesOn() {
    final OperationRef ref = begun();
    assertTrue(ref.isRunning());
    assertFalse(ref.isKilled());
    ref.kill(11601, "", "");
    assertTrue(ref.isRunning());
    assertTrue(ref.isKilled());
    operation.close();
    assertFalse(ref.isRunning());
    assertFalse(ref.isKilled());
  }

  @Test
  void shouldEqualAnotherReferenceToTheSameRunOnly() {
    final OperationRef ref = begun();
    assertEquals(ref, operation.ref());
    assertEquals(ref.hashCode(), operation.ref().hashCode());
    operation.close();
    assertNotEquals(ref, begun());
  }

  @Test
  void shouldDoNothingOnceTheCoreIsClosed() {
    final OperationRef ref = begun();
    core.close();
    assertFalse(ref.kill(11601, "", "")); // the close has killed it
    operation.close();
    assertFalse(ref.kill(11601, "", ""));
  }

  @Test
  void shouldRefuseWhatNoKillMaySayThoughTheRunIsOver() {
    final OperationRef ref = begun();
    operation.close();
    final String tooLong = "x".repeat(KillRequest.MAX_TEXT_LENGTH + 1);
    assertThrows(IllegalArgumentException.class, () -> ref.kill(0, "", ""));
    assertThrows(IllegalArgumentException.class, () -> ref.kill(1, tooLong, ""));
    assertThrows(IllegalArgumentException.class, () -> ref.kill(1, "", tooLong));
    assertThrows(NullPointerException.class, () -> ref.kill(1, null, ""));
    assertThrows(NullPointerException.class, () -> ref.kill(1, "", null));
  }

  @Test
  void shouldRefuseAReferenceToNoRun() {
    assertThrows(IllegalStateException.class, operation::ref);
  }
}
