package dev.quell.bench.peer;

class RwLockTest extends SubjectContract {
  @Override
  Subject<?, ?> newSubject() {
    return Subject.named("rwLock", 1_000);
  }
}
