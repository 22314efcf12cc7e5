package io.epochly.host.internal.worker;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.util.concurrent.CompletableFuture;

/**
 * A worker that is a thread of this JVM, for whoever watches the JVM to see what both ends of the
 * protocol need. Nothing holds its guest but what holds one in a context, and it ends with the JVM.
 */
final class WorkerThread extends Process {
  private static final int FAILED = 1;
  private static final int KILLED = 137;

  private final OutputStream requests;
  private final InputStream replies;
  private final CompletableFuture<Integer> ended;

  private WorkerThread(
      OutputStream requests, InputStream replies, CompletableFuture<Integer> ended) {
    this.ended = ended;
    // A worker whose input ends takes its JVM along.
    this.requests =
        new FilterOutputStream(requests) {
          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
          }

          @Override
          public void close() {
            // As the reason above says.
          }
        };
    this.replies = replies;
  }

  static WorkerThread start() throws IOException {
    Pipe down = Pipe.open();
    Pipe up = Pipe.open();
    CompletableFuture<Integer> ended = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("epochly-worker-inside")
        .start(
            () -> {
              try (OutputStream replies = Channels.newOutputStream(up.sink())) {
                Worker.serve(Channels.newInputStream(down.source()), replies);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              } finally {
                ended.complete(FAILED);
              }
            });
    return new WorkerThread(
        Channels.newOutputStream(down.sink()), Channels.newInputStream(up.source()), ended);
  }

  @Override
  public OutputStream getOutputStream() {
    return requests;
  }

  @Override
  public InputStream getInputStream() {
    return replies;
  }

  @Override
  public InputStream getErrorStream() {
    return InputStream.nullInputStream();
  }

  @Override
  public int waitFor() throws InterruptedException {
    return ended.join();
  }

  @Override
  public int exitValue() {
    if (!ended.isDone()) {
      throw new IllegalThreadStateException("it has not ended");
    }
    return ended.join();
  }

  /** For the host it has ended; the thread waits for what comes no more. */
  @Override
  public void destroy() {
    ended.complete(KILLED);
    try {
      replies.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
