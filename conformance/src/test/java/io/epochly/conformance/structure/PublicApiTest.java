package io.epochly.conformance.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.TypeVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What embedding programs are compiled against is what {@code host/api.txt} says. */
class PublicApiTest {
  private static final String PACKAGE = "io.epochly.host";
  private static final Path RECORDED = Path.of("../host/api.txt");
  private static final Path CLASSES =
      Path.of("../host/target/classes", PACKAGE.split("\\.")).normalize();

  @Test
  void thePublicApiIsTheOneThatIsRecorded() throws Exception {
    List<String> api = api();
    if (Boolean.getBoolean("api.update")) {
      Files.write(RECORDED, api);
    }
    assertThat(api)
        .as(
            "the public API differs from host/api.txt. If that is meant, run this test with"
                + " -Dapi.update=true, and commit the file; what the version has to become then"
                + " says README.md, 'Versions'")
        .isEqualTo(Files.readAllLines(RECORDED));
  }

  private static List<String> api() throws IOException, ClassNotFoundException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(CLASSES)) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
              .map(name -> name.substring(0, name.length() - ".class".length()))
              .sorted()
              .toList();
      for (String name : names) {
        Class<?> type =
            Class.forName(PACKAGE + "." + name, false, PublicApiTest.class.getClassLoader());
        if (isSeen(type)) {
          lines.add(header(type));
          members(type).sorted().map(line -> "  " + line).forEach(lines::add);
        }
      }
    }
    return lines;
  }

  /** Whether a program outside of the package can name it. */
  private static boolean isSeen(Class<?> type) {
    for (Class<?> each = type; each != null; each = each.getEnclosingClass()) {
      if (!isOpen(each.getModifiers()) || each.isAnonymousClass() || each.isLocalClass()) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOpen(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static String header(Class<?> type) {
    StringBuilder line = new StringBuilder(type.toGenericString());
    if (type.getSuperclass() != null) {
      line.append(" extends ").append(type.getAnnotatedSuperclass());
    }
    if (type.getInterfaces().length > 0) {
      line.append(" implements ").append(types(type.getAnnotatedInterfaces()));
    }
    if (type.isSealed()) {
      line.append(" permits ")
          .append(
              Arrays.stream(type.getPermittedSubclasses())
                  .map(Class::getName)
                  .collect(Collectors.joining(", ")));
    }
    return line.toString();
  }

  private static Stream<String> members(Class<?> type) {
    Stream<String> fields =
        Arrays.stream(type.getDeclaredFields()).filter(PublicApiTest::isApi).map(PublicApiTest::of);
    Stream<String> constructors =
        Arrays.stream(type.getDeclaredConstructors())
            .filter(PublicApiTest::isApi)
            .map(PublicApiTest::of);
    Stream<String> methods =
        Arrays.stream(type.getDeclaredMethods())
            .filter(PublicApiTest::isApi)
            .map(PublicApiTest::of);
    return Stream.of(fields, constructors, methods).flatMap(lines -> lines);
  }

  private static boolean isApi(Member member) {
    return isOpen(member.getModifiers()) && !member.isSynthetic();
  }

  private static String of(Field field) {
    return "%s %s %s"
        .formatted(
            Modifier.toString(field.getModifiers()), field.getAnnotatedType(), field.getName());
  }

  private static String of(Constructor<?> constructor) {
    return "%s %s%s"
        .formatted(
            Modifier.toString(constructor.getModifiers()),
            constructor.getDeclaringClass().getSimpleName(),
            signature(constructor));
  }

  private static String of(Method method) {
    return "%s%s %s%s %s%s"
        .formatted(
            Modifier.toString(method.getModifiers() & Modifier.methodModifiers()),
            method.isDefault() ? " default" : "",
            variables(method.getTypeParameters()),
            method.getAnnotatedReturnType(),
            method.getName(),
            signature(method));
  }

  private static String variables(TypeVariable<?>[] variables) {
    return variables.length == 0
        ? ""
        : Arrays.stream(variables)
            .map(each -> each.getName() + " extends " + types(each.getAnnotatedBounds()))
            .collect(Collectors.joining(", ", "<", "> "));
  }

  private static String signature(Executable executable) {
    String thrown = types(executable.getAnnotatedExceptionTypes());
    return "("
        + types(executable.getAnnotatedParameterTypes())
        + (executable.isVarArgs() ? "..." : "")
        + ")"
        + (thrown.isEmpty() ? "" : " throws " + thrown);
  }

  private static String types(AnnotatedType[] types) {
    return Arrays.stream(types).map(AnnotatedType::toString).collect(Collectors.joining(", "));
  }
}
