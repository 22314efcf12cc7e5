package io.epochly.host.internal.doctor;

/** The JVM. */
final class JdkCheck implements Check {
  private static final int OLDEST = 25;

  @Override
  public String name() {
    return "jdk";
  }

  @Override
  public Finding look() {
    String found =
        "Java %s of %s (%s)"
            .formatted(
                Runtime.version(),
                System.getProperty("java.vendor"),
                System.getProperty("java.vm.name"));
    return Runtime.version().feature() < OLDEST
        ? new Finding.Fail(
            found, "", "install a JDK %d or newer, or point JAVA_HOME at it".formatted(OLDEST))
        : new Finding.Ok(found);
  }
}
