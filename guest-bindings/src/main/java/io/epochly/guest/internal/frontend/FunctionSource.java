package io.epochly.guest.internal.frontend;

import java.util.List;
import java.util.Set;

/**
 * Where a guest function stands in its source.
 *
 * @param text the whole text of the file or string that it was defined in
 * @param file a name for messages
 * @param name the function's {@code __name__}
 * @param qualname the function's {@code __qualname__}
 * @param firstLine {@code co_firstlineno}: the line of its first decorator or of its {@code def}
 * @param parameters names of its parameters, keyword-only ones last
 * @param freeVars names that it takes from enclosing functions
 */
public record FunctionSource(
    String text,
    String file,
    String name,
    String qualname,
    int firstLine,
    List<String> parameters,
    Set<String> freeVars) {
  public FunctionSource {
    parameters = List.copyOf(parameters);
    freeVars = Set.copyOf(freeVars);
  }
}
