package io.epochly.kernels.internal.lift;

import io.epochly.kernels.internal.lift.Value.Kind;
import io.epochly.kernels.ir.ArrayParam;
import io.epochly.kernels.ir.ArrayType;
import io.epochly.kernels.ir.Expr;
import io.epochly.kernels.ir.Kernel;
import io.epochly.kernels.ir.Param;
import io.epochly.kernels.ir.Stmt;
import io.epochly.kernels.ir.Storage;
import io.epochly.kernels.ir.Var;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes a kernel of a static method. */
public final class Lifter {
  private Lifter() {}

  /**
   * The kernel of a method. Its scalar parameters are ints, also for what is smaller or boolean,
   * and floats; so is its result.
   *
   * @param apart whether called methods are to be functions of the kernel where they can be, so
   *     that it has less code; else only those are that call themselves
   * @throws Refusal where there is none
   */
  public static Kernel lift(Class<?> owner, String name, MethodTypeDesc type, boolean apart) {
    Methods methods = new Methods();
    Methods.Found found =
        methods
            .find(owner, name, type)
            .orElseThrow(
                () ->
                    new Refusal(
                        "the class file of "
                            + owner.getName()
                            + " has no code of the method, or it is synchronized",
                        0));
    if (!Methods.isInitialised(found.owner())) {
      throw new Refusal("the class " + owner.getName() + " cannot be initialised", 0);
    }
    Map<Integer, Storage> memories = new HashMap<>();
    while (true) {
      try {
        return lift(found, new Inlining(methods, memories, apart));
      } catch (Inlining.Retyped _) {
        // Once for each parameter that is memory, at most.
      }
    }
  }

  private static Kernel lift(Methods.Found found, Inlining inlining) {
    Frame frame = inlining.outermost(found);
    List<Param> params = new ArrayList<>();
    List<Stmt> copies = new ArrayList<>();
    for (int i = 0; i < frame.parameters().size(); i++) {
      params.add(parameter(inlining, frame, i, copies));
    }
    List<Stmt> body = inlining.body(frame, copies);
    return new Kernel(
        found.owner().getSimpleName() + "." + found.method().methodName().stringValue(),
        params,
        body,
        inlining.apart().functions());
  }

  private static Param parameter(Inlining inlining, Frame frame, int index, List<Stmt> copies) {
    ClassDesc type = frame.parameters().get(index);
    int slot = frame.slot(index);
    int web = frame.webs.ofParameter(index);
    String name = frame.code.name(slot, 0).orElse("arg" + index);
    boolean memory = type.equals(Memories.SEGMENT);
    if (type.isArray() || memory) {
      ArrayType elements =
          memory
              ? new ArrayType(inlining.memory(index), 1, ArrayType.StoreRule.LOW_BITS)
              : arrayType(type, name);
      ArrayParam array = new ArrayParam(index, name, elements);
      frame.setArray(web, BlockLifter.start(inlining, frame, index, name, array, copies));
      return array;
    }
    if (!type.isPrimitive()) {
      throw new Refusal(
          "the parameter "
              + name
              + " of type "
              + type.displayName()
              + ", which is no array or MemorySegment",
          frame.line(0));
    }
    Kind kind = Functions.kind(type);
    Var var = Frame.variable(name, kind);
    if (!frame.webs.isAssigned(index)) {
      frame.setNumber(web, var);
      return new Param.Scalar(var);
    }
    Var own = Frame.variable(name, kind);
    frame.setNumber(web, own);
    copies.add(new Stmt.Assign(own, new Expr.Local(var)));
    return new Param.Scalar(var);
  }

  private static ArrayType arrayType(ClassDesc type, String name) {
    int rank = 0;
    ClassDesc element = type;
    while (element.isArray()) {
      element = element.componentType();
      rank++;
    }
    if (!element.isPrimitive()) {
      throw new Refusal(
          "the parameter "
              + name
              + " of type "
              + type.displayName()
              + ", whose elements are no numbers",
          0);
    }
    return javaArray(storage(element), rank);
  }

  /** The type of an array of Java's. */
  static ArrayType javaArray(Storage storage, int rank) {
    return new ArrayType(storage, rank, ArrayType.StoreRule.LOW_BITS);
  }

  /** How elements of a primitive type lie in an array. */
  static Storage storage(ClassDesc element) {
    return switch (element.descriptorString()) {
      case "Z" -> Storage.BOOLS;
      case "B" -> Storage.BYTES;
      case "S" -> Storage.SHORTS;
      case "C" -> Storage.CHARS;
      case "I" -> Storage.INTS;
      case "J" -> Storage.LONGS;
      case "F" -> Storage.FLOATS;
      case "D" -> Storage.DOUBLES;
      default -> throw new IllegalArgumentException("no element: " + element.displayName());
    };
  }
}
