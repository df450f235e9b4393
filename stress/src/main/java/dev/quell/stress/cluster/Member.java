package dev.quell.stress.cluster;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A member and its present process, as the driver has it. */
final class Member {
  private static final long PATIENCE_SECONDS = 60;

  final int index;
  final String name;
  final Lie lie;
  private final Books books;
  private final Violations violations;
  private final List<String> jvm;
  private int lives;
  private Life life;
  private Process process;
  private BufferedWriter in;
  private Thread reader;
  private BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private @Nullable String address;
  private boolean isStopped;
  private volatile boolean isToEnd;

  Member(
      final int index, final Lie lie, final Books books, final Violations violations, final List<String> jvm) {
    this.index = index;
    this.name = Character.toString((char) ('a' + index));
    this.lie = lie;
    this.books = books;
    this.violations = violations;
    this.jvm = jvm;
  }

  Life life() {
    return life;
  }

  /** Host and port; null before the first life has said so. */
  @Nullable
  String address() {
    return address;
  }

  boolean isAlive() {
    return life != null && books.life(life).isAlive();
  }

  boolean isStopped() {
    return isStopped;
  }

  /** Starts another life; {@link #awaitJoined} says when it has joined. */
  void start(final Network network, final String peers, final String stores, final long seed) throws IOException {
    life = new Life(name, ++lives);
    isToEnd = false;
    final int port = address == null ? network.port() : Integer.parseInt(address.substring(address.indexOf(':') + 1));
    final List<String> command = new ArrayList<>(network.prefix(index));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(List.of("-cp", classPath(), SoakMember.class.getName()));
    command.addAll(
        new SoakMember.Settings(life, network.host(index), port, peers, stores, lie, seed + lives).arguments());
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    in = process.outputWriter(StandardCharsets.UTF_8);
    answers = new LinkedBlockingQueue<>();
    final BlockingQueue<String> mine = answers;
    final Life reads = life;
    final BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    reader = new Thread(() -> read(reads, out, mine), "reader of " + life);
    reader.setDaemon(true);
    reader.start();
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private void read(final Life reads, final BufferedReader out, final BlockingQueue<String> mine) {
    try {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("> ")) {
          mine.add(line.substring(2));
        } else {
          take(reads, line);
        }
      }
    } catch (final IOException e) {
      // it is dead
    }
    if (!isToEnd && books.life(reads).isAlive()) {
      violations.add("thrown", reads + " has ended by itself");
    }
  }

  private void take(final Life reads, final String line) {
    try {
      books.take(reads, line);
    } catch (final RuntimeException e) { // the last line of a killed process may be half a line
      if (books.life(reads).isAlive()) {
        violations.add("thrown", reads + " says " + line);
      }
    }
  }

  void awaitJoined() throws InterruptedException {
    address = answer("to join");
  }

  void tell(final String command) throws IOException {
    in.write(command + "\n");
    in.flush();
  }

  String ask(final String command) throws IOException, InterruptedException {
    tell(command);
    return answer("to " + command);
  }

  private String answer(final String what) throws InterruptedException {
    final String answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (answer == null) {
      violations.add("hangs", life + " has had a minute " + what);
      throw new IllegalStateException(life + " does not answer " + what);
    }
    return answer;
  }

  void pause() throws IOException, InterruptedException {
    signal("STOP");
    isStopped = true;
  }

  void goOn() throws IOException, InterruptedException {
    signal("CONT");
    isStopped = false;
  }

  /** Kills the process, and takes what it had still said. */
  void kill() throws InterruptedException {
    books.life(life).died = System.nanoTime();
    process.destroyForcibly();
    process.waitFor();
    reader.join();
    isStopped = false;
  }

  private void signal(final String name) throws IOException, InterruptedException {
    Shell.run(List.of("kill", "-" + name, Long.toString(process.pid())));
  }

  /** Ends it with a goodbye, if it lets us. */
  void end() throws InterruptedException {
    isToEnd = true;
    if (process == null) {
      return;
    }
    try {
      in.close();
    } catch (final IOException e) {
      // it is dead
    }
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  void destroy() {
    isToEnd = true;
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @Override
  public String toString() {
    return life.toString();
  }
}
