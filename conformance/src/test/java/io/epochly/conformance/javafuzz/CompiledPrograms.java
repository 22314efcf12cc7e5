package io.epochly.conformance.javafuzz;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Classes of programs, compiled by javac into a folder and loaded from it. */
final class CompiledPrograms implements AutoCloseable {
  private final URLClassLoader loader;

  private CompiledPrograms(URLClassLoader loader) {
    this.loader = loader;
  }

  static CompiledPrograms of(List<JavaPrograms.Program> programs, Path folder) {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    List<JavaFileObject> sources = programs.stream().map(CompiledPrograms::file).toList();
    StringWriter messages = new StringWriter();
    boolean done =
        javac
            .getTask(
                messages,
                null,
                null,
                List.of("-g", "-nowarn", "-proc:none", "-d", folder.toString()),
                null,
                sources)
            .call();
    if (!done) {
      throw new IllegalStateException("a program that javac refuses:\n" + messages);
    }
    try {
      return new CompiledPrograms(new URLClassLoader(new URL[] {folder.toUri().toURL()}));
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JavaFileObject file(JavaPrograms.Program program) {
    return new SimpleJavaFileObject(
        URI.create("string:///" + program.name() + ".java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return program.source();
      }
    };
  }

  Class<?> get(JavaPrograms.Program program) {
    try {
      return loader.loadClass(program.name());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      loader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
