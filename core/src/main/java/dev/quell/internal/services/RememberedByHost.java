package dev.quell.internal.services;

import dev.quell.KillRequest;
import dev.quell.Owner;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What the core remembers in objects that the host keeps, so that using them again saves work: the record found for an
 * {@link Owner}, and the plan made of a {@link KillRequest}. The two fields are private to those classes and no part of
 * their API; these are the only two places where the core goes behind it.
 *
 * <p>Several cores, and several threads, may write the same field. Any value is right: the reader checks whether it is
 * its own, or it is immutable.
 */
public final class RememberedByHost {
  /*
   * Edges         RH-E1  setRelease(field) -> getAcquire(field): the fields of what is remembered, whoever made it
   * Tests         RH-E1  LabelSessionStress.RH_E1_KillVsKillWithOneRequest, OpenStress.K1_BeginVsBeginOfNewSession
   */

  private static final VarHandle RECORD = field(Owner.class, "record");
  private static final VarHandle COMPILED = field(KillRequest.class, "compiled");

  private RememberedByHost() {}

  private static VarHandle field(final Class<?> type, final String name) {
    try {
      return MethodHandles.privateLookupIn(type, MethodHandles.lookup()).findVarHandle(type, name, Object.class);
    } catch (final ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  public static @Nullable Object record(final Owner owner) {
    return RECORD.getAcquire(owner); // RH-E1 acquire
  }

  public static void setRecord(final Owner owner, final Object record) {
    RECORD.setRelease(owner, record); // RH-E1 release
  }

  public static @Nullable Object compiled(final KillRequest request) {
    return COMPILED.getAcquire(request); // RH-E1 acquire
  }

  public static void setCompiled(final KillRequest request, final Object compiled) {
    COMPILED.setRelease(request, compiled); // RH-E1 release
  }
}
