package dev.quell.internal.services;

import dev.quell.KillRequest;
import dev.quell.Owner;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Caches of the core in objects that the host keeps: the record found for an {@link Owner}, and the plan compiled from
 * a {@link KillRequest}. The two fields are private to those classes. The core bypasses the API nowhere else.
 *
 * <p>Several cores and threads may write the same field, and any value is right. A plan is immutable; a reader of a
 * record checks that it is its own core's.
 */
public final class RememberedByHost {
  /*
   * Edges         RH-E1  setRelease(field) -> getAcquire(field): the fields of the cached object, whichever thread made
   *                      it
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
