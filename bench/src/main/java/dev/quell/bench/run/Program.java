package dev.quell.bench.run;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A program of this jar that prints lines to be stored, run once for each list of arguments.
 *
 * @param plannedSeconds of each run, roughly
 * @param jvm options; {@code {out}} in them and in the arguments is a folder for files that are to be kept
 * @param runs the arguments of each
 */
record Program(String name, String main, double plannedSeconds, List<String> jvm, List<List<String>> runs)
    implements Step {

  static final String SUBJECT = "{subject}";

  /** Runs with these arguments too. */
  Program and(final Object... arguments) {
    final List<List<String>> more = new ArrayList<>(runs);
    more.add(Stream.of(arguments).map(Object::toString).toList());
    return new Program(name, main, plannedSeconds, jvm, more);
  }

  /** Runs once for each of these: {@code {subject}} in the arguments is its name. */
  Program each(final List<String> subjects, final Object... arguments) {
    Program program = this;
    for (final String subject : subjects) {
      program =
          program.and(Stream.of(arguments).map(word -> word.toString().replace(SUBJECT, subject)).toArray());
    }
    return program;
  }

  /** Runs so many times in all. */
  Program times(final int times) {
    final List<List<String>> more = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      more.addAll(runs);
    }
    return new Program(name, main, plannedSeconds, jvm, more);
  }

  @Override
  public String file() {
    return name + ".txt";
  }

  @Override
  public List<Job> jobs() {
    final List<Job> jobs = new ArrayList<>();
    for (final List<String> arguments : runs) {
      final String what = main.substring(main.lastIndexOf('.') + 1) + " " + String.join(" ", arguments);
      final String number = runs.indexOf(arguments) == runs.lastIndexOf(arguments) ? "" : ", " + (jobs.size() + 1);
      jobs.add(new ProgramJob(what + number, main, plannedSeconds, jvm, arguments));
    }
    return jobs;
  }

  @Override
  public String join(final List<String> texts) {
    return String.join("", texts);
  }

  @Override
  public List<String> problems() {
    try {
      Class.forName(main, false, Program.class.getClassLoader()).getMethod("main", String[].class);
      return List.of();
    } catch (final ReflectiveOperationException e) {
      return List.of("step " + name + ": there is no program " + main);
    }
  }
}
