package dev.quell.bench.peer;

class IndexedSyncTest extends SubjectContract {
  @Override
  protected Subject<?, ?> newSubject() {
    return Subject.named("indexedSync", 1_000);
  }
}
