package dev.quell.bench.report;

/** Where and of what the run was made. */
final class MachineSection implements Section {
  @Override
  public String title() {
    return "Machine, JVM and commit";
  }

  @Override
  public String body(final RunData run, final Album album) {
    return run.machine().isEmpty() ? "" : "<pre>" + Html.escape(String.join("\n", run.machine())) + "</pre>\n";
  }

  @Override
  public String needs() {
    return "machine.txt";
  }
}
