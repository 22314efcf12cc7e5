package io.epochly.kernels.java;

import io.epochly.kernels.ArrayArg;
import io.epochly.kernels.CompiledKernel;
import io.epochly.kernels.MemoryArgs;
import io.epochly.kernels.device.DeviceArray;
import io.epochly.kernels.ir.ArrayParam;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes a kernel's operands of a method's arguments. */
final class Operands {
  private final String name;
  private final MethodType type;
  private final Optional<CompiledKernel> kernel;

  /**
   * @param name of the method, for messages
   * @param kernel of the method, if it has one
   */
  Operands(String name, MethodType type, Optional<CompiledKernel> kernel) {
    this.name = name;
    this.type = type;
    this.kernel = kernel;
  }

  /**
   * What the kernel gets; nothing where only the method itself can tell what is to happen.
   *
   * @throws IllegalArgumentException if the arguments are not those of the method
   */
  Optional<Object[]> of(@Nullable Object[] arguments) {
    List<Object> operands = new ArrayList<>(arguments.length);
    boolean complete = true;
    for (int i = 0; i < arguments.length; i++) {
      Class<?> parameter = type.parameterType(i);
      Object argument = arguments[i];
      if (parameter.isPrimitive()) {
        operands.add(Scalars.operand(argument, parameter).orElseThrow(wrong(i, argument)));
      } else if (argument instanceof DeviceArray<?>) {
        operands.add(argument);
      } else if (argument == null) {
        complete = false;
      } else if (!parameter.isInstance(argument)) {
        throw wrong(i, argument).get();
      } else if (parameter.isArray() && isWhole(argument)) {
        operands.add(ArrayArg.java(argument));
      } else if (argument instanceof MemorySegment memory && kernel.isPresent()) {
        Optional<ArrayArg> operand = memory(memory, kernel.get(), i);
        complete &= operand.isPresent();
        operand.ifPresent(operands::add);
      } else {
        complete = false;
      }
    }
    return complete ? Optional.of(operands.toArray()) : Optional.empty();
  }

  /** Memory that the kernel can use as the method would; else the method tells what is wrong. */
  private static Optional<ArrayArg> memory(
      MemorySegment memory, CompiledKernel kernel, int parameter) {
    int bytes = ((ArrayParam) kernel.source().params().get(parameter)).type().storage().bytes();
    boolean usable =
        MemoryArgs.isUsable(memory, bytes) && !(memory.isReadOnly() && kernel.stores(parameter));
    return usable ? Optional.of(ArrayArg.memory(memory, bytes)) : Optional.empty();
  }

  private Supplier<IllegalArgumentException> wrong(int index, @Nullable Object argument) {
    return () ->
        new IllegalArgumentException(
            "argument "
                + (index + 1)
                + " of "
                + name
                + " is a "
                + type.parameterType(index).getSimpleName()
                + ", not "
                + (argument == null ? "null" : "a " + argument.getClass().getSimpleName()));
  }

  /** Whether an array has no rows that are null. */
  private static boolean isWhole(@Nullable Object array) {
    if (array instanceof Object[] rows) {
      for (Object row : rows) {
        if (!isWhole(row)) {
          return false;
        }
      }
    }
    return array != null;
  }
}
