package dev.quell.bench.peer;

class ScanPartitionedTest extends SubjectContract {
  @Override
  protected Subject<?, ?> newSubject() {
    return Subject.named("scanPartitioned", 1_000);
  }
}
