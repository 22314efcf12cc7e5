package io.epochly.guest;

/**
 * Hears what a guest does to its own settings, and what could not be compiled. Called on the
 * guest's thread, which waits. Nothing that it is told was computed by the guest, but for numbers
 * within known bounds.
 */
public interface GuestListener {
  /** The guest has another level now, 0 to 4. */
  void levelChanged(int level);

  /** The guest changed this setting. */
  void settingChanged(String key);

  /** A function could not be compiled, because of what stands there; {@code explain} tells more. */
  void optimizationFailed(int line, int column);

  /** The process of this device ended while a kernel ran in it; the next one gets another. */
  void deviceLost(String id);

  /** Nobody listens. */
  static GuestListener none() {
    return new GuestListener() {
      @Override
      public void levelChanged(int level) {}

      @Override
      public void settingChanged(String key) {}

      @Override
      public void optimizationFailed(int line, int column) {}

      @Override
      public void deviceLost(String id) {}
    };
  }
}
