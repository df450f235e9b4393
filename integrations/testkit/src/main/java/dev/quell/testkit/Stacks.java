package dev.quell.testkit;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Stacks, without what is Quell's own at their top. */
final class Stacks {
  private static final Set<String> OWN =
      Set.of(
          Stacks.class.getName(), Begins.class.getName(), WatchedRun.class.getName(), Watchtower.class.getName(),
          "dev.quell.KillCore");
  private static final int MOST = 40;

  private Stacks() {}

  /** Where the current thread is, the innermost frame of the host first. */
  static List<StackTraceElement> here() {
    return trimmed(new Throwable().getStackTrace());
  }

  /** Where another thread is. */
  static List<StackTraceElement> of(final Thread thread) {
    return List.of(thread.getStackTrace());
  }

  static List<StackTraceElement> trimmed(final StackTraceElement[] stack) {
    return Arrays.stream(stack).dropWhile(Stacks::isOwn).limit(MOST).toList();
  }

  /** A line for each frame, for the end of a message. */
  static String lines(final List<StackTraceElement> stack) {
    return stack.stream().map(frame -> "\n      at " + frame).collect(Collectors.joining());
  }

  private static boolean isOwn(final StackTraceElement frame) {
    return frame.getClassName().startsWith("dev.quell.internal.") || OWN.contains(frame.getClassName());
  }
}
