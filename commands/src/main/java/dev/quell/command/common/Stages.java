package dev.quell.command.common;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Waits for stages. */
public final class Stages {
  private Stages() {}

  /** What the stage completes with; what it fails with is thrown as it is. */
  public static <T> T await(final CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().join();
    } catch (final CompletionException e) {
      throw unwrapped(e);
    }
  }

  /** What has failed, without what stages put around it. */
  public static RuntimeException unwrapped(final Throwable e) {
    final Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException failed ? failed : new IllegalStateException(cause);
  }
}
