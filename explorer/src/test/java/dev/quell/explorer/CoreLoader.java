package dev.quell.explorer;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * The classes of the core and of the scenarios, with the classes of a directory instead of those of the same name.
 *
 * <p>Fray stops a thread before a compare-and-set and a volatile access of a VarHandle, and before none of its other
 * methods, such as getAndAdd or getAcquire. So a {@link Thread#yield} is put before those, at which Fray stops as well.
 * Plain and opaque accesses are left as they are.
 */
final class CoreLoader extends ClassLoader {
  private static final String OURS = "dev.quell.";
  private static final String SHARED = CoreLoader.class.getPackageName();
  private static final String VAR_HANDLE = "java/lang/invoke/VarHandle";
  private static final Set<String> SCHEDULED_BY_FRAY = Set.of("compareAndSet", "getVolatile", "setVolatile");
  /** Thousands of them in a walk over everything; what they read decides nothing by itself. */
  private static final Set<String> LEFT_ALONE = Set.of("get", "set", "getOpaque", "setOpaque");

  /** Fray's agent remembers what it has made of a class by where that is from. */
  private static final ProtectionDomain SHIPPED = domain(Path.of("shipped"));

  private final Path planted;
  private final ProtectionDomain ofPlanted;

  /** @param planted the directory: its own for each fault */
  CoreLoader(final Path planted) {
    super(CoreLoader.class.getClassLoader());
    this.planted = planted;
    this.ofPlanted = domain(planted);
  }

  private static ProtectionDomain domain(final Path place) {
    try {
      return new ProtectionDomain(new CodeSource(place.toUri().toURL(), (Certificate[]) null), null);
    } catch (final MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  protected Class<?> loadClass(final String name, final boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(OURS) || name.substring(0, name.lastIndexOf('.')).equals(SHARED)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      final Class<?> loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }
  }

  private Class<?> define(final String name) throws ClassNotFoundException {
    final String file = name.replace('.', '/') + ".class";
    final boolean changed = Files.exists(planted.resolve(file));
    try (InputStream in =
        changed ? Files.newInputStream(planted.resolve(file)) : getParent().getResourceAsStream(file)) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      final byte[] bytes = withYields(in.readAllBytes());
      return defineClass(name, bytes, 0, bytes.length, changed ? ofPlanted : SHIPPED);
    } catch (final IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  private static byte[] withYields(final byte[] original) {
    final ClassReader reader = new ClassReader(original);
    final ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(new ClassVisitor(Opcodes.ASM9, writer) {
      @Override
      public MethodVisitor visitMethod(
          final int access, final String name, final String descriptor, final String signature, final String[] thrown) {
        return new MethodVisitor(Opcodes.ASM9, super.visitMethod(access, name, descriptor, signature, thrown)) {
          @Override
          public void visitMethodInsn(
              final int opcode, final String owner, final String called, final String type, final boolean isInterface) {
            if (owner.equals(VAR_HANDLE) && opcode == Opcodes.INVOKEVIRTUAL
                && !SCHEDULED_BY_FRAY.contains(called) && !LEFT_ALONE.contains(called)) {
              super.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Thread", "yield", "()V", false);
            }
            super.visitMethodInsn(opcode, owner, called, type, isInterface);
          }
        };
      }
    }, 0);
    return writer.toByteArray();
  }
}
