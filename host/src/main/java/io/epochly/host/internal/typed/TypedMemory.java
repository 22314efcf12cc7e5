package io.epochly.host.internal.typed;

import java.lang.reflect.Type;

/** The type of a parameter that is memory, with the type that its elements are said to have. */
record TypedMemory(Class<?> elements) implements Type {
  @Override
  public String getTypeName() {
    return "@Elements(%s) MemorySegment".formatted(elements.getSimpleName());
  }
}
