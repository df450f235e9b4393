package dev.quell.bench.peer;

class JctoolsTest extends SubjectContract {
  @Override
  protected Subject<?, ?> newSubject() {
    return Subject.named("jctools", 1_000);
  }
}
