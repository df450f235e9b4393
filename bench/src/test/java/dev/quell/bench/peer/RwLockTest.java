package dev.quell.bench.peer;

class RwLockTest extends SubjectContract {
  @Override
  protected Subject<?, ?> newSubject() {
    return Subject.named("rwLock", 1_000);
  }
}
