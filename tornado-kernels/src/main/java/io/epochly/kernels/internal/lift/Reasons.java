package io.epochly.kernels.internal.lift;

import java.lang.classfile.Instruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;

/** Says what instructions that no kernel has stand for in the source. */
final class Reasons {
  private Reasons() {}

  static String of(Instruction instruction) {
    return switch (instruction) {
      case NewObjectInstruction n ->
          "an object of " + n.className().asSymbol().displayName() + " is made";
      case NewPrimitiveArrayInstruction _,
          NewReferenceArrayInstruction _,
          NewMultiArrayInstruction _ ->
          "an array is made";
      case MonitorInstruction _ -> "synchronized";
      case TypeCheckInstruction _ -> "a cast or instanceof";
      case InvokeDynamicInstruction _ -> "a lambda, or strings put together";
      case ThrowInstruction _ -> "throw";
      default -> "the instruction " + instruction.opcode();
    };
  }
}
