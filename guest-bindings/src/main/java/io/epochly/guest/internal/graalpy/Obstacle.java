package io.epochly.guest.internal.graalpy;

/** Why a value cannot be an operand of a kernel. */
public enum Obstacle {
  OTHER_TYPE("is of a type that kernels do not take"),
  SUBCLASS("is of a subclass of a built-in type, which may behave differently"),
  BIG_INT("is an int beyond 64 bits"),
  MIXED_LIST("is a list that mixes element types; fill it with elements of one type"),
  EMPTY_LIST("is an empty list, whose element type is unknown before a call with elements"),
  DEEP_LIST("is a list nested deeper, or of more rows, than kernels take"),
  LIST_STORAGE("is a list whose storage kernels cannot use"),
  FOREIGN_MEMORY("has its memory outside the JVM"),
  FORMAT("has an element format that kernels do not have"),
  RELEASED("is a released memoryview"),
  VIEW_SHAPE("is a memoryview without dimensions or with indirection"),
  OVERLAP("may share memory with another argument, which only direct access can tell"),
  AXES("is an epochly.array of complex128 of more dimensions than kernels take"),
  STRIDED("is a memoryview with gaps, which only direct access can read");

  private final String text;

  Obstacle(String text) {
    this.text = text;
  }

  /** A predicate for a sentence whose subject is the parameter. */
  public String text() {
    return text;
  }
}
