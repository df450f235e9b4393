package dev.quell.bench.peer;

class ScanMutexTest extends SubjectContract {
  @Override
  Subject<?, ?> newSubject() {
    return Subject.named("scanMutex", 1_000);
  }
}
