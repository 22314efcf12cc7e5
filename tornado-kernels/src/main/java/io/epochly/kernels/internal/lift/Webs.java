package io.epochly.kernels.internal.lift;

import java.lang.classfile.Instruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives each local variable of the source a number of its own, though compilers use one slot for
 * several: a variable is what all stores that one load may see have in common.
 */
final class Webs {
  private final Instructions code;
  private final int[] slotOf;
  private final int[] parent;

  /** Which definition stands at an instruction; the first ones are those of the parameters. */
  private final Map<Integer, Integer> definitionAt = new HashMap<>();

  private final Map<Integer, Integer> useAt = new HashMap<>();

  /**
   * @param parameterSlots where the arguments are at the start
   */
  Webs(Instructions code, List<Integer> parameterSlots) {
    this.code = code;
    List<Integer> slots = new ArrayList<>(parameterSlots);
    List<Integer> blocks = code.reversePostorder();
    for (int block : blocks) {
      int end = code.end(block);
      for (int i = block; i < end; i++) {
        int stored = stored(code.get(i));
        if (stored >= 0) {
          definitionAt.put(i, slots.size());
          slots.add(stored);
        }
      }
    }
    this.slotOf = slots.stream().mapToInt(Integer::intValue).toArray();
    this.parent = new int[slotOf.length];
    for (int i = 0; i < parent.length; i++) {
      parent[i] = i;
    }
    solve(blocks, parameterSlots.size());
  }

  private void solve(List<Integer> blocks, int parameters) {
    Map<Integer, BitSet> in = new HashMap<>();
    blocks.forEach(block -> in.put(block, new BitSet()));
    in.get(0).set(0, parameters);
    boolean changed = true;
    while (changed) {
      changed = false;
      for (int block : blocks) {
        BitSet reaching = (BitSet) in.get(block).clone();
        int end = code.end(block);
        for (int i = block; i < end; i++) {
          step(i, reaching);
        }
        for (int next : code.successors(end - 1)) {
          BitSet before = in.get(next);
          int size = before.cardinality();
          before.or(reaching);
          changed |= before.cardinality() != size;
        }
      }
    }
  }

  private void step(int index, BitSet reaching) {
    int loaded = loaded(code.get(index));
    if (loaded >= 0) {
      for (int d = reaching.nextSetBit(0); d >= 0; d = reaching.nextSetBit(d + 1)) {
        if (slotOf[d] == loaded) {
          useAt.putIfAbsent(index, d);
          join(useAt.get(index), d);
        }
      }
    }
    Integer definition = definitionAt.get(index);
    if (definition != null) {
      if (loaded >= 0 && useAt.containsKey(index)) {
        join(useAt.get(index), definition);
      }
      int slot = slotOf[definition];
      for (int d = reaching.nextSetBit(0); d >= 0; d = reaching.nextSetBit(d + 1)) {
        if (slotOf[d] == slot) {
          reaching.clear(d);
        }
      }
      reaching.set(definition);
    }
  }

  private void join(int one, int other) {
    parent[find(other)] = find(one);
  }

  private int find(int d) {
    int at = d;
    while (parent[at] != at) {
      at = parent[at];
    }
    return at;
  }

  /** The variable that holds a parameter at the start. */
  int ofParameter(int parameter) {
    return find(parameter);
  }

  /** The variable that an instruction loads. */
  int loadedAt(int index) {
    return find(useAt.get(index));
  }

  /** The variable that an instruction stores into. */
  int storedAt(int index) {
    return find(definitionAt.get(index));
  }

  /** In how many places something is stored into a variable. */
  long stores(int web) {
    return definitionAt.values().stream().filter(d -> find(d) == web).count();
  }

  /** Whether something is stored into the variable of a parameter. */
  boolean isAssigned(int parameter) {
    return stores(find(parameter)) > 0;
  }

  private static int stored(Instruction instruction) {
    return switch (instruction) {
      case StoreInstruction s -> s.slot();
      case IncrementInstruction s -> s.slot();
      default -> -1;
    };
  }

  private static int loaded(Instruction instruction) {
    return switch (instruction) {
      case LoadInstruction s -> s.slot();
      case IncrementInstruction s -> s.slot();
      default -> -1;
    };
  }
}
