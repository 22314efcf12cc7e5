package io.epochly.kernels.ir;

import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;

/**
 * A static method of the JDK that computes a number of numbers and does nothing else. It is called
 * as it stands, so that the result is Java's to the bit.
 *
 * @param method its name in its class
 * @param type primitive types only; {@code int} and {@code float} are given the low 32 bits of an
 *     int, and the nearest binary32
 * @param total whether it never throws; otherwise an exception bails out
 */
public record JavaFunction(ClassDesc owner, String method, MethodTypeDesc type, boolean total)
    implements ScalarFunction {
  @Override
  public String name() {
    return owner.displayName() + "." + method;
  }

  @Override
  public ScalarType result() {
    return scalar(type.returnType());
  }

  @Override
  public List<ScalarType> parameters() {
    return type.parameterList().stream().map(JavaFunction::scalar).toList();
  }

  private static ScalarType scalar(ClassDesc type) {
    return switch (type.descriptorString()) {
      case "Z" -> ScalarType.BOOL;
      case "D", "F" -> ScalarType.FLOAT;
      case "B", "C", "S", "I", "J" -> ScalarType.INT;
      default -> throw new IllegalArgumentException("no scalar: " + type.displayName());
    };
  }
}
