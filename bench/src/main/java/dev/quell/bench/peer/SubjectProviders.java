package dev.quell.bench.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** The subjects of others on the class path. */
final class SubjectProviders {

  private SubjectProviders() {}

  /** The only one of this name. */
  static SubjectProvider named(final String name) {
    final List<SubjectProvider> found = new ArrayList<>();
    final List<String> names = new ArrayList<>(Subject.NAMES);
    for (final SubjectProvider each : ServiceLoader.load(SubjectProvider.class)) {
      names.add(each.name());
      if (each.name().equals(name)) {
        found.add(each);
      }
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException("no subject is named " + name + ", there are " + names);
    }
    if (found.size() > 1) {
      throw new IllegalArgumentException("several subjects are named " + name + ": "
          + found.stream().map(each -> each.getClass().getName()).toList());
    }
    return found.get(0);
  }
}
