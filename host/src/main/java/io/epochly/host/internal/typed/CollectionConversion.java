package io.epochly.host.internal.typed;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lists and sets; the copies that come out cannot be changed. */
record CollectionConversion(Kind kind, Conversion element) implements Conversion {
  /** Which of them. */
  enum Kind {
    LIST(List.class, "a list or tuple"),
    SET(Set.class, "a set");

    private final Class<?> type;
    private final String pythonName;

    Kind(Class<?> type, String pythonName) {
      this.type = type;
      this.pythonName = pythonName;
    }
  }

  /** Passes one element. */
  private interface Passage {
    @Nullable Object pass(@Nullable Object value) throws UnfitException;
  }

  @Override
  public Object toGuest(@Nullable Object value) throws UnfitException {
    if (!kind.type.isInstance(value)) {
      throw new UnfitException("is null, not a " + kind.type.getSimpleName());
    }
    return passed((Collection<?>) value, element::toGuest);
  }

  @Override
  public Object toHost(@Nullable Object data) throws UnfitException {
    if (!kind.type.isInstance(data)) {
      throw new UnfitException("is %s, not %s".formatted(TypeNames.ofData(data), kind.pythonName));
    }
    return passed((Collection<?>) data, element::toHost);
  }

  private Object passed(Collection<?> values, Passage passage) throws UnfitException {
    List<@Nullable Object> list = new ArrayList<>(values.size());
    for (Object value : values) {
      try {
        list.add(passage.pass(value));
      } catch (UnfitException e) {
        throw new UnfitException(
            kind == Kind.LIST
                ? "has an element %d that %s".formatted(list.size(), e.getMessage())
                : "has an element that " + e.getMessage());
      }
    }
    return kind == Kind.LIST
        ? Collections.unmodifiableList(list)
        : Collections.unmodifiableSet(new LinkedHashSet<>(list));
  }
}
