package dev.quell.bench.peer;

class QuellSubjectTest extends SubjectContract {
  @Override
  Subject<?, ?> newSubject() {
    return Subject.named("quell", 1_000);
  }
}
