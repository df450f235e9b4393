package dev.quell.bench.peer;

class ScanTest extends SubjectContract {
  @Override
  protected Subject<?, ?> newSubject() {
    return Subject.named("scan", 1_000);
  }
}
