package io.epochly.kernels.internal.jvm;

import io.epochly.kernels.RequestedPoll;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Links calls that generated code seldom makes, when they are first made. Until then C2 takes the
 * place of such a call for one that is never reached, whatever it knows of how often the code ran,
 * and keeps what the loops around it use in registers.
 */
final class SeldomCalled {
  private static final ClassDesc THIS = SeldomCalled.class.describeConstable().orElseThrow();
  private static final DirectMethodHandleDesc POLL =
      ConstantDescs.ofCallsiteBootstrap(THIS, "poll", ConstantDescs.CD_CallSite);
  private static final DirectMethodHandleDesc FUNCTION =
      ConstantDescs.ofCallsiteBootstrap(THIS, "function", ConstantDescs.CD_CallSite);

  private SeldomCalled() {}

  /** A call of {@link RequestedPoll#poll} on what is on the stack. */
  static DynamicCallSiteDesc poll() {
    return DynamicCallSiteDesc.of(
        POLL, "poll", MethodTypeDesc.of(ConstantDescs.CD_void, Descriptors.REQUESTED_POLL));
  }

  /** A call of a static method of the class that makes it. */
  static DynamicCallSiteDesc function(String name, MethodTypeDesc type) {
    return DynamicCallSiteDesc.of(FUNCTION, name, type);
  }

  /** Links a call of {@link #poll()}. */
  static CallSite poll(MethodHandles.Lookup caller, String name, MethodType type)
      throws ReflectiveOperationException {
    return new ConstantCallSite(
        caller.findVirtual(RequestedPoll.class, name, MethodType.methodType(void.class)));
  }

  /** Links a call of {@link #function}. */
  static CallSite function(MethodHandles.Lookup caller, String name, MethodType type)
      throws ReflectiveOperationException {
    return new ConstantCallSite(caller.findStatic(caller.lookupClass(), name, type));
  }
}
