package dev.quell.stress.soak;

import com.sun.jdi.AbsentInformationException;
import com.sun.jdi.Location;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VirtualMachine;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The lines of the core at which a thread can be frozen, and those at which one was. */
final class Lines {
  private final Set<String> frozenAt = new HashSet<>();
  private final Set<String> methods = new HashSet<>();

  /**
   * The lines of the classes that are loaded by now, but for class initialisers, in which all must wait for the first.
   */
  List<Location> of(final VirtualMachine machine) {
    final List<Location> lines = new ArrayList<>();
    for (final ReferenceType type : machine.allClasses()) {
      if (isCore(type.name()) && type.isPrepared()) {
        for (final Method method : type.methods()) {
          lines.addAll(of(method));
        }
      }
    }
    return lines;
  }

  private static boolean isCore(final String name) {
    return name.startsWith("dev.quell.") && !name.startsWith("dev.quell.stress.");
  }

  private static List<Location> of(final Method method) {
    if (method.isAbstract() || method.isNative() || method.isStaticInitializer()
        || method.isSynthetic() && method.isBridge()) {
      return List.of();
    }
    try {
      return method.allLineLocations();
    } catch (final AbsentInformationException e) {
      return List.of();
    }
  }

  /** A thread stands here. */
  void frozen(final Location line) {
    frozenAt.add(text(line));
    methods.add(line.declaringType().name() + "." + line.method().name());
  }

  boolean isKnown(final Location line) {
    return frozenAt.contains(text(line));
  }

  static String text(final Location line) {
    return line.declaringType().name() + "." + line.method().name() + ":" + line.lineNumber();
  }

  int count() {
    return frozenAt.size();
  }

  int methods() {
    return methods.size();
  }
}
