package host;

import java.io.IOException;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

/** Loads every class of a jar, and what its members name. What is missing then is missing in the pom of that jar. */
public final class Classes {
  private Classes() {}

  public static void main(final String[] args) throws IOException, ClassNotFoundException {
    try (JarFile jar = new JarFile(args[0])) {
      final List<String> names =
          jar.stream().map(JarEntry::getName)
              .filter(name -> name.endsWith(".class") && !name.startsWith("META-INF/") && !name.contains("-info."))
              .collect(Collectors.toList());
      for (final String name : names) {
        final Class<?> loaded =
            Class.forName(
                name.substring(0, name.length() - ".class".length()).replace('/', '.'), false,
                Classes.class.getClassLoader());
        loaded.getDeclaredConstructors();
        loaded.getDeclaredMethods();
        loaded.getDeclaredFields();
      }
      System.out.println(names.isEmpty() ? "nothing to load" : "all load");
    }
  }
}
