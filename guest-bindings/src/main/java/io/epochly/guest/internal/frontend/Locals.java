package io.epochly.guest.internal.frontend;

import com.oracle.graal.python.pegparser.sst.ArgTy;
import com.oracle.graal.python.pegparser.sst.ArgumentsTy;
import com.oracle.graal.python.pegparser.sst.ExprTy;
import com.oracle.graal.python.pegparser.sst.StmtTy;
import java.util.HashSet;
import java.util.Set;

/** Finds the names that are local to a function: its parameters and whatever its body binds. */
final class Locals {
  private final Set<String> bound = new HashSet<>();
  private final Set<String> declaredOutside = new HashSet<>();

  private Locals() {}

  static Set<String> of(StmtTy.FunctionDef function) {
    Locals locals = new Locals();
    locals.parameters(function.args);
    locals.statements(function.body);
    locals.bound.removeAll(locals.declaredOutside);
    return locals.bound;
  }

  /** Adds the names that an assignment to the target binds. */
  static void addTargets(ExprTy target, Set<String> names) {
    Locals locals = new Locals();
    locals.target(target);
    names.addAll(locals.bound);
  }

  private void parameters(ArgumentsTy args) {
    for (ArgTy[] group : new ArgTy[][] {args.posOnlyArgs, args.args, args.kwOnlyArgs}) {
      if (group != null) {
        for (ArgTy arg : group) {
          bound.add(arg.arg);
        }
      }
    }
    if (args.varArg != null) {
      bound.add(args.varArg.arg);
    }
    if (args.kwArg != null) {
      bound.add(args.kwArg.arg);
    }
  }

  private void statements(StmtTy[] statements) {
    if (statements == null) {
      return;
    }
    for (StmtTy statement : statements) {
      switch (statement) {
        case StmtTy.Assign s -> {
          for (ExprTy target : s.targets) {
            target(target);
          }
        }
        case StmtTy.AugAssign s -> target(s.target);
        case StmtTy.AnnAssign s -> target(s.target);
        case StmtTy.For s -> {
          target(s.target);
          statements(s.body);
          statements(s.orElse);
        }
        case StmtTy.While s -> {
          statements(s.body);
          statements(s.orElse);
        }
        case StmtTy.If s -> {
          statements(s.body);
          statements(s.orElse);
        }
        case StmtTy.Delete s -> {
          for (ExprTy target : s.targets) {
            target(target);
          }
        }
        case StmtTy.FunctionDef s -> bound.add(s.name);
        case StmtTy.ClassDef s -> bound.add(s.name);
        case StmtTy.Global s -> declaredOutside.addAll(Set.of(s.names));
        case StmtTy.Nonlocal s -> declaredOutside.addAll(Set.of(s.names));
        // Other compound statements are refused when they are lowered.
        default -> {}
      }
    }
  }

  private void target(ExprTy target) {
    switch (target) {
      case ExprTy.Name name -> bound.add(name.id);
      case ExprTy.Tuple tuple -> {
        for (ExprTy element : tuple.elements) {
          target(element);
        }
      }
      case ExprTy.List list -> {
        for (ExprTy element : list.elements) {
          target(element);
        }
      }
      case ExprTy.Starred starred -> target(starred.value);
      default -> {}
    }
  }
}
