package dev.quell.stress.lincheck;

import dev.quell.stress.lincheck.Books.Name;
import dev.quell.stress.lincheck.Books.Opened;
import dev.quell.stress.lincheck.Books.Run;
import dev.quell.stress.lincheck.KillByPattern.Report;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.jetbrains.kotlinx.lincheck.Actor;

/** What the operations of {@link CoreUnderTest} mean in the books. */
final class Calls {
  private Calls() {}

  /** The call of this actor that returned this result. */
  static Call of(final Actor actor, final Object result) {
    final List<Object> given = actor.getArguments(); // what is not given is the first of its kind
    final int first = given.isEmpty() ? 1 : (int) given.get(0);
    final int second = given.size() < 2 ? 1 : (int) given.get(1);
    final int third = given.size() < 3 ? 1 : (int) given.get(2);
    return switch (actor.getMethod().getName()) {
      case "open" -> new SingleStep(books -> open(books, name(first, second)), result);
      case "end" -> new SeveralSteps.End(name(first, second), (boolean) result);
      case "begin" -> begin(first, name(second, third), result);
      case "beginOwn" -> begin(first, name(second, second), result);
      case "poll" -> new SingleStep(books -> poll(books, first), result);
      case "finish" -> new SingleStep(books -> finish(books, first), result);
      case "killOperation" -> new SingleStep(books -> killOperation(books, first), result);
      case "killSession" -> kill((name, books) -> name.id() == second, result);
      case "killOwner", "killUser" -> kill((name, books) -> name.owner().equals(owner(second)), result);
      case "killEither" -> kill((name, books) -> name.id() == second || name.owner().equals(owner(third)), result);
      case "killAll" -> kill((name, books) -> true, result);
      case "killRole" -> kill((name, books) -> books.roles.get(name.owner()).contains(role(second)), result);
      case "killAnyRole" -> kill((name, books) -> !books.roles.get(name.owner()).isEmpty(), result);
      case "replaceRoles" -> new SingleStep(books -> replaceRoles(books, owner(first), second), result);
      case "openCursor" -> new SingleStep(books -> openCursor(books, first, name(second, third)), result);
      case "pin" -> new SeveralSteps.Pin(first, second, (String) result);
      case "unpin" -> new SingleStep(books -> unpin(books, first), result);
      case "closeCursor" -> new SingleStep(books -> closeCursor(books, first), result);
      case "killCursor" -> new SeveralSteps.KillCursor(first, (boolean) result);
      default -> throw new IllegalArgumentException(actor.toString());
    };
  }

  static String owner(final int number) {
    return number == 1 ? "ann" : "bob";
  }

  static String role(final int number) {
    return number == 1 ? "read" : "write";
  }

  /** A set of roles by the bits of a number. */
  static Set<String> roles(final int bits) {
    final Set<String> set = new TreeSet<>();
    for (int role = 1; role <= 2; role++) {
      if ((bits & role) != 0) {
        set.add(role(role));
      }
    }
    return set;
  }

  private static Name name(final int id, final int owner) {
    return new Name(id, owner(owner));
  }

  private static Call begin(final int thread, final Name name, final Object result) {
    return result.equals("runs")
        ? new SingleStep(books -> books.isRunning(thread) ? result : "does not run", result)
        : new SeveralSteps.Begin(thread, name, false);
  }

  private static Call kill(final BiPredicate<Name, Books> matches, final Object report) {
    return new KillByPattern(matches, (Report) report);
  }

  private static Object open(final Books books, final Name name) {
    books.open(name.id(), name.owner());
    return true;
  }

  private static Object poll(final Books books, final int thread) {
    return books.isRunning(thread) ? books.runs.get(thread).code() : CoreUnderTest.NOT_RUNNING;
  }

  private static Object finish(final Books books, final int thread) {
    final Run run = books.runs.remove(thread);
    return run == null ? CoreUnderTest.NOT_RUNNING : run.code();
  }

  private static Object killOperation(final Books books, final int thread) {
    final Run run = books.runs.get(thread);
    if (run == null || run.code() != 0) {
      return false;
    }
    books.runs.put(thread, run.killed(CoreUnderTest.CODE_BY_ID));
    return true;
  }

  private static Object replaceRoles(final Books books, final String owner, final int bits) {
    books.roles.put(owner, roles(bits));
    return true;
  }

  private static Object openCursor(final Books books, final int thread, final Name name) {
    final Opened before = books.cursors.get(thread);
    if (before != null) {
      return "has had one";
    }
    final Integer session = books.open.get(name);
    if (session == null) {
      return "ended";
    }
    books.cursors.put(thread, new Opened(books.nextNumber(), session, true, 0, 0, false));
    return "opened";
  }

  private static Object unpin(final Books books, final int thread) {
    for (final var entry : books.cursors.entrySet()) {
      if (entry.getValue().pinnedBy() == thread) {
        entry.setValue(entry.getValue().pinned(0, 0, false));
        return true;
      }
    }
    return false;
  }

  private static Object closeCursor(final Books books, final int whose) {
    books.cursors.computeIfPresent(whose, (thread, cursor) -> cursor.ended());
    return true;
  }
}
