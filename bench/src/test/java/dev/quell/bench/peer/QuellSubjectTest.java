package dev.quell.bench.peer;

class QuellSubjectTest extends SubjectContract {
  @Override
  protected Subject<?, ?> newSubject() {
    return Subject.named("quell", 1_000);
  }
}
