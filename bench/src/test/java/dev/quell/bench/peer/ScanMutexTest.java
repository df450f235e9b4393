package dev.quell.bench.peer;

class ScanMutexTest extends SubjectContract {
  @Override
  protected Subject<?, ?> newSubject() {
    return Subject.named("scanMutex", 1_000);
  }
}
