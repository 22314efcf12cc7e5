package io.epochly.kernels.internal.lift;

import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The code of a method, cut into basic blocks. Blocks are named by the index of their first. */
final class Instructions {
  private final CodeAttribute code;
  private final List<Instruction> all = new ArrayList<>();
  private final List<Integer> positions = new ArrayList<>();
  private final List<Integer> lines = new ArrayList<>();
  private final Map<Integer, Integer> indexByPosition = new HashMap<>();
  private final List<LocalVariable> names = new ArrayList<>();
  private final List<Integer> starts;

  Instructions(MethodModel method) {
    this.code = (CodeAttribute) method.code().orElseThrow();
    int line = 0;
    int at = 0;
    for (CodeElement element : code.elementList()) {
      switch (element) {
        case LineNumber number -> line = number.line();
        case LocalVariable variable -> names.add(variable);
        case Instruction instruction -> {
          indexByPosition.put(at, all.size());
          all.add(instruction);
          positions.add(at);
          lines.add(line);
          at += instruction.sizeInBytes();
        }
        default -> {}
      }
    }
    if (!code.exceptionHandlers().isEmpty()) {
      int from = code.labelToBci(code.exceptionHandlers().getFirst().tryStart());
      throw new Refusal("try or synchronized", lines.get(indexByPosition.get(from)));
    }
    Set<Integer> found = new TreeSet<>(Set.of(0));
    for (int i = 0; i < all.size(); i++) {
      if (endsBlock(all.get(i))) {
        found.addAll(successors(i));
        if (i + 1 < all.size()) {
          found.add(i + 1);
        }
      }
    }
    if (found.size() > Inlining.MOST_NODES) {
      // Before anything follows them, block by block.
      throw Inlining.tooLarge(0);
    }
    starts = List.copyOf(found);
  }

  Instruction get(int index) {
    return all.get(index);
  }

  int line(int index) {
    return lines.get(index);
  }

  /** Where it lies in the method, in bytes. */
  int position(int index) {
    return positions.get(index);
  }

  List<Integer> blocks() {
    return starts;
  }

  /** The index behind the last instruction of a block. */
  int end(int block) {
    int place = starts.indexOf(block);
    return place + 1 < starts.size() ? starts.get(place + 1) : all.size();
  }

  /** The first instruction at a label. */
  int at(Label label) {
    return indexByPosition.get(code.labelToBci(label));
  }

  static boolean endsBlock(Instruction instruction) {
    return switch (instruction) {
      case BranchInstruction _,
          ReturnInstruction _,
          ThrowInstruction _,
          TableSwitchInstruction _,
          LookupSwitchInstruction _ ->
          true;
      default -> false;
    };
  }

  /** The instructions that may come next. */
  Set<Integer> successors(int index) {
    Set<Integer> result = new LinkedHashSet<>();
    switch (all.get(index)) {
      case BranchInstruction branch -> {
        if (branch.opcode() != Opcode.GOTO && branch.opcode() != Opcode.GOTO_W) {
          result.add(index + 1);
        }
        result.add(at(branch.target()));
      }
      case ReturnInstruction _, ThrowInstruction _ -> {}
      case TableSwitchInstruction choice -> {
        choice.cases().forEach(c -> result.add(at(c.target())));
        result.add(at(choice.defaultTarget()));
      }
      case LookupSwitchInstruction choice -> {
        choice.cases().forEach(c -> result.add(at(c.target())));
        result.add(at(choice.defaultTarget()));
      }
      default -> result.add(index + 1);
    }
    return result;
  }

  /** The blocks in an order in which each comes behind those that lead to it, loops aside. */
  List<Integer> reversePostorder() {
    List<Integer> done = new ArrayList<>();
    visit(0, new LinkedHashSet<>(), done);
    return done.reversed();
  }

  private void visit(int block, Set<Integer> seen, List<Integer> done) {
    if (seen.add(block)) {
      // The way through comes first in the source: loops before what is behind them.
      new ArrayList<>(successors(end(block) - 1)).reversed().forEach(s -> visit(s, seen, done));
      done.add(block);
    }
  }

  /** What the source calls the variable in a slot, where the class file tells. */
  Optional<String> name(int slot, int index) {
    int at = positions.get(index);
    return names.stream()
        .filter(v -> v.slot() == slot)
        .filter(
            v -> {
              // A store stands right before the range of the variable that it begins.
              int from = code.labelToBci(v.startScope());
              int next = index + 1 < positions.size() ? positions.get(index + 1) : from;
              return (from <= at || from == next) && at < code.labelToBci(v.endScope());
            })
        .map(v -> v.name().stringValue())
        .findFirst();
  }
}
