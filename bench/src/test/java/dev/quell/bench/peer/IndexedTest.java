package dev.quell.bench.peer;

class IndexedTest extends SubjectContract {
  @Override
  protected Subject<?, ?> newSubject() {
    return Subject.named("indexed", 1_000);
  }
}
