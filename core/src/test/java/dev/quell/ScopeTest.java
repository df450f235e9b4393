package dev.quell;

import static dev.quell.VirtualCore.ANN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ScopeTest {
  private final VirtualCore virtual = new VirtualCore();
  private final KillCore core = virtual.core;
  private final Session session = virtual.session(1, ANN);
  private final Operation operation = session.begin("x");
  private final List<Optional<Operation>> seen = new ArrayList<>();

  @AfterEach
  void close() {
    assertEquals(Optional.empty(), Operation.current(), "a test left a scope open");
    virtual.close();
  }

  private void look() {
    seen.add(Operation.current());
  }

  private void sees(final Operation... expected) {
    assertEquals(Stream.of(expected).map(Optional::ofNullable).toList(), seen);
  }

  // ---- suppliers

  @Test
  void shouldBeCurrentWhileAWrappedSupplierRuns() {
    final Supplier<String> wrapped =
        operation.wrapSupplier(
            () -> {
              look();
              return "result";
            });
    look();
    assertEquals("result", wrapped.get());
    look();
    operation.close();
    assertEquals("result", wrapped.get());
    sees(null, operation, null, null);
  }

  @Test
  void shouldWrapWhatACompletableFutureRuns() {
    assertEquals(
        Optional.of(operation),
        CompletableFuture.supplyAsync(operation.wrapSupplier(Operation::current)).join());
  }

  @Test
  void shouldCloseTheScopeOfASupplierThatThrows() {
    final Supplier<String> wrapped =
        operation.wrapSupplier(
            () -> {
              throw new IllegalArgumentException();
            });
    assertThrows(IllegalArgumentException.class, wrapped::get);
    look();
    sees((Operation) null);
  }

  // ---- scopes

  @Test
  void shouldHaveNoCurrentOperationAtFirst() {
    assertEquals(Optional.empty(), Operation.current());
  }

  @TestFactory
  Stream<DynamicTest> shouldBeCurrentOnItsThreadUntilTheScopeIsClosed() {
    return Worker.forEachKindOfThread(
        starter -> {
          seen.clear();
          try (Worker worker =
              Worker.start(
                  starter,
                  () -> {
                    look();
                    final Scope scope = operation.makeCurrent();
                    look();
                    scope.close();
                    look();
                  })) {
            worker.join();
          }
          sees(null, operation, null);
        });
  }

  @Test
  void shouldRestoreWhatWasCurrentBefore() {
    final Operation inner = core.begin("inner");
    final Scope outerScope = operation.makeCurrent();
    final Scope innerScope = inner.makeCurrent();
    look();
    innerScope.close();
    look();
    final Scope again = operation.makeCurrent();
    look();
    again.close();
    look();
    outerScope.close();
    sees(inner, operation, operation, operation);
  }

  @Test
  void shouldKeepScopesOfTwoCoresApart() {
    try (VirtualCore other = new VirtualCore()) {
      final Operation foreign = other.core.begin("foreign");
      final Scope outerScope = operation.makeCurrent();
      final Scope innerScope = foreign.makeCurrent();
      look();
      innerScope.close();
      look();
      outerScope.close();
      sees(foreign, operation);
    }
  }

  @Test
  void shouldNotBeCurrentOnAnotherThread() {
    final Scope scope = operation.makeCurrent();
    try (Worker worker = Worker.start(this::look)) {
      worker.join();
    }
    scope.close();
    sees((Operation) null);
  }

  @Test
  void shouldCloseTwiceWithoutHarm() {
    final Scope outerScope = operation.makeCurrent();
    final Scope innerScope = core.begin("inner").makeCurrent();
    innerScope.close();
    innerScope.close();
    look();
    outerScope.close();
    outerScope.close();
    look();
    sees(operation, null);
  }

  @Test
  void shouldPassOverScopesThatWereClosedBefore() {
    final Operation second = core.begin("second");
    final Operation third = core.begin("third");
    final Scope first = operation.makeCurrent();
    final Scope secondScope = second.makeCurrent();
    final Scope thirdScope = third.makeCurrent();
    secondScope.close();
    look();
    thirdScope.close();
    look();
    first.close();
    look();
    sees(third, operation, null);
  }

  @Test
  void shouldStayCurrentWhenTheOuterScopeIsClosedFirst() {
    final Operation inner = core.begin("inner");
    final Scope outerScope = operation.makeCurrent();
    final Scope innerScope = inner.makeCurrent();
    outerScope.close();
    look();
    innerScope.close();
    look();
    sees(inner, null);
  }

  @Test
  void shouldRefuseToCloseOnAnotherThread() {
    final Scope scope = operation.makeCurrent();
    try (Worker worker = Worker.start(() -> assertThrows(IllegalStateException.class, scope::close))) {
      worker.join();
    }
    look();
    scope.close();
    sees(operation);
  }

  @Test
  void shouldNotMakeCurrentWhatDoesNotRun() {
    assertThrows(IllegalStateException.class, () -> core.operation().makeCurrent());
    operation.close();
    assertThrows(IllegalStateException.class, operation::makeCurrent);
  }

  @Test
  void shouldNotBeCurrentAfterTheEndOfTheRun() {
    final Scope outerScope = core.begin("outer").makeCurrent();
    final Scope scope = operation.makeCurrent();
    operation.close();
    look();
    scope.close();
    outerScope.close();
    sees((Operation) null);
  }

  @Test
  void shouldNotShowTheNextRunOfTheObject() {
    final Scope scope = operation.makeCurrent();
    operation.close();
    session.begin(operation);
    look();
    final Scope ofNext = operation.makeCurrent();
    look();
    ofNext.close();
    look();
    scope.close();
    sees(null, operation, null);
  }

  @Test
  void shouldBeCurrentAlthoughItWasKilled() {
    final Scope scope = operation.makeCurrent();
    operation.kill(50, "", "");
    look();
    scope.close();
    sees(operation);
  }

  // ---- wrapped tasks

  @TestFactory
  Stream<DynamicTest> shouldRunAWrappedTaskWithItsOperation() {
    return Worker.forEachKindOfThread(
        starter -> {
          seen.clear();
          final Runnable task = operation.wrap(this::look);
          try (Worker worker =
              Worker.start(
                  starter,
                  () -> {
                    task.run();
                    look();
                    task.run();
                  })) {
            worker.join();
          }
          sees(operation, null, operation);
        });
  }

  @Test
  void shouldReturnTheResultOfAWrappedTask() throws Exception {
    assertSame(operation, operation.wrap(() -> Operation.current().orElseThrow()).call());
    assertEquals(null, operation.wrap((Callable<String>) () -> null).call());
  }

  @Test
  void shouldRestoreWhatWasCurrentWhenAWrappedTaskThrows() {
    final IllegalArgumentException failure = new IllegalArgumentException();
    final Runnable task =
        core.begin("other").wrap(
            (Runnable) () -> {
              throw failure;
            });
    final Scope scope = operation.makeCurrent();
    assertSame(failure, assertThrows(IllegalArgumentException.class, task::run));
    look();
    scope.close();
    sees(operation);
  }

  @Test
  void shouldRestoreWhatWasCurrentWhenAWrappedCallThrows() {
    final Callable<String> task =
        core.begin("other").wrap(
            (Callable<String>) () -> {
              throw new IOException();
            });
    final Scope scope = operation.makeCurrent();
    assertThrows(IOException.class, task::call);
    look();
    scope.close();
    sees(operation);
  }

  @Test
  void shouldRunAWrappedTaskWithoutAnOperationWhenItsRunIsOver() {
    final Runnable task = operation.wrap(this::look);
    operation.close();
    final Scope scope = core.begin("other").makeCurrent();
    task.run();
    scope.close();
    sees((Operation) null);
  }

  @Test
  void shouldNotRunAWrappedTaskWithTheNextRun() {
    final Runnable task = operation.wrap(this::look);
    operation.close();
    session.begin(operation);
    task.run();
    operation.close();
    core.begin(operation, VirtualCore.id(1).getMostSignificantBits(), 1, ANN, "again");
    task.run();
    sees(null, null);
  }

  @Test
  void shouldRunAWrappedTaskOfAKilledRun() {
    final Runnable task = operation.wrap(() -> Operation.current().orElseThrow().check());
    operation.kill(50, "", "");
    assertEquals(50, assertThrows(OperationKilledException.class, task::run).code());
  }

  @Test
  void shouldNotWrapForWhatDoesNotRun() {
    operation.close();
    assertThrows(IllegalStateException.class, () -> operation.wrap(this::look));
    assertThrows(IllegalStateException.class, () -> operation.wrap(() -> 1));
  }

  @Test
  void shouldRefuseToWrapNull() {
    assertEquals(
        "task", assertThrows(NullPointerException.class, () -> operation.wrap((Runnable) null)).getMessage());
    assertEquals(
        "task", assertThrows(NullPointerException.class, () -> operation.wrap((Callable<String>) null)).getMessage());
    assertTrue(operation.isRunning());
  }
}
