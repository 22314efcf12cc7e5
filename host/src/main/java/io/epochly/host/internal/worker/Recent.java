package io.epochly.host.internal.worker;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The functions that a worker has, by number: the last few that it was sent or reminded of. Host
 * and worker keep one each, and by the same messages in the same order they hold the same.
 */
final class Recent<T> extends LinkedHashMap<Long, T> {
  private static final long serialVersionUID = 1L;
  private static final int MOST = 64;

  Recent() {
    super(MOST, 0.75f, true);
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<Long, T> eldest) {
    return size() > MOST;
  }
}
