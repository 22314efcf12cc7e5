package io.epochly.guest.internal.frontend;

import static io.epochly.guest.internal.frontend.Refusals.unsupported;

import com.oracle.graal.python.pegparser.sst.ArgTy;
import com.oracle.graal.python.pegparser.sst.ExprTy;
import com.oracle.graal.python.pegparser.sst.StmtTy;
import java.util.ArrayList;
import java.util.List;

/** Reads what a function takes and what a call gives, as far as kernels know them. */
final class Signatures {
  private Signatures() {}

  /** The names of all parameters, in the order in which a call binds them. */
  static List<String> parameterNames(StmtTy.FunctionDef function) {
    if (function.args.varArg != null || function.args.kwArg != null) {
      throw unsupported("a parameter with * or **", function.args);
    }
    List<String> result = new ArrayList<>();
    for (ArgTy[] group :
        new ArgTy[][] {function.args.posOnlyArgs, function.args.args, function.args.kwOnlyArgs}) {
      if (group != null) {
        for (ArgTy arg : group) {
          result.add(arg.arg);
        }
      }
    }
    return result;
  }

  /** How many arguments a call gives, all of them by position. */
  static int arguments(ExprTy.Call call) {
    if (call.keywords != null && call.keywords.length > 0) {
      throw unsupported("a keyword argument", call.keywords[0]);
    }
    if (call.args == null) {
      return 0;
    }
    for (ExprTy argument : call.args) {
      if (argument instanceof ExprTy.Starred) {
        throw unsupported("a starred argument", argument);
      }
    }
    return call.args.length;
  }
}
