package io.epochly.kernels.internal.jvm;

import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Writes the instructions of a method as text; labels by the order in which they are bound. */
final class Listing {
  private final Map<Label, Integer> labels = new HashMap<>();
  private final Set<Label> targets = new HashSet<>();

  private Listing(CodeModel code) {
    for (CodeElement element : code) {
      switch (element) {
        case LabelTarget target -> labels.put(target.label(), labels.size());
        case BranchInstruction branch -> targets.add(branch.target());
        default -> {}
      }
    }
  }

  static String of(CodeModel code) {
    Listing listing = new Listing(code);
    StringBuilder text = new StringBuilder();
    for (CodeElement element : code) {
      switch (element) {
        case LabelTarget target -> {
          if (listing.targets.contains(target.label())) {
            text.append(listing.name(target.label())).append(":\n");
          }
        }
        case Instruction instruction ->
            text.append("  ").append(listing.text(instruction)).append('\n');
        default -> {}
      }
    }
    return text.toString();
  }

  private String name(Label label) {
    return "L" + labels.get(label);
  }

  private String text(Instruction instruction) {
    String operation = mnemonic(instruction.opcode());
    return switch (instruction) {
      case BranchInstruction i -> operation + " " + name(i.target());
      case LoadInstruction i -> bare(operation) + " " + i.slot();
      case StoreInstruction i -> bare(operation) + " " + i.slot();
      case IncrementInstruction i -> operation + " " + i.slot() + " " + i.constant();
      case ConstantInstruction.IntrinsicConstantInstruction _ -> operation;
      case ConstantInstruction i -> operation + " " + i.constantValue();
      case InvokeInstruction i ->
          operation
              + " "
              + i.owner().asSymbol().displayName()
              + "."
              + i.name().stringValue()
              + i.typeSymbol().displayDescriptor();
      case FieldInstruction i ->
          operation + " " + i.owner().asSymbol().displayName() + "." + i.name().stringValue();
      default -> operation;
    };
  }

  private static String mnemonic(Opcode opcode) {
    return opcode.name().toLowerCase(Locale.ROOT);
  }

  /** The opcode without the slot that some forms of it have in their names. */
  private static String bare(String operation) {
    int end = operation.indexOf('_');
    return end < 0 ? operation : operation.substring(0, end);
  }
}
