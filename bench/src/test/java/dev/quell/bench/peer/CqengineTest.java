package dev.quell.bench.peer;

class CqengineTest extends SubjectContract {
  @Override
  protected Subject<?, ?> newSubject() {
    return Subject.named("cqengine", 1_000);
  }
}
