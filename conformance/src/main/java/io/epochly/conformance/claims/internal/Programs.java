package io.epochly.conformance.claims.internal;

/** What guests of the claims run. */
final class Programs {
  /** In values, names and errors of guests, and looked for where it must not be. */
  static final String PLANTED = "planted";

  static final String PLAIN_RUN =
      """
      import epochly, json, math
      @epochly.optimize
      def total(values):
          s = 0.0
          for v in values:
              s += math.sqrt(v)
          return s
      print(json.dumps(total([4.0] * 1000)))
      """;

  static final String PLAIN_RUN_PRINTS = "2000.0\n";

  /** Of a service, with something to tell of each kind. */
  static final String SERVICE =
      """
      import epochly, time

      @epochly.optimize
      def total(n):
          s = 0
          for i in range(n):
              s += i * i
          return s

      def planted_undecorated(n):
          s = 0
          for i in range(n):
              s += i
          return s

      @epochly.optimize
      def planted_function(planted_parameter):
          return str(planted_parameter)

      print(planted_undecorated(1000))
      print(total(1000))
      epochly.set_level(2)
      epochly.configure(max_workers=1)
      planted_function('planted value')
      try:
          raise ValueError('planted error')
      except ValueError:
          pass
      print('ready', flush=True)
      while not epochly.get_status()['emergency_disabled']:
          time.sleep(0.02)
      print('disabled', flush=True)
      time.sleep(1000)
      """;

  /** Tasks for two workers at a time, and again when told to; says how many have their results. */
  static final String WORKERS =
      """
      import array, epochly, time

      def work(values):
          time.sleep(0.2)
          return len(values)

      numbers = array.array('d', [1.0]) * 200_000
      executor = epochly.Executor(2)
      while True:
          futures = [executor.submit(work, numbers) for _ in range(4)]
          print(sum(future.exception() is None for future in futures), flush=True)
          input()
      """;

  static final String ON_DEVICE =
      """
      import epochly

      @epochly.optimize(level=4)
      def scale(x):
          for i in range(len(x)):
              x[i] = x[i] * 2.0

      values = [1.0] * %d
      scale(values)
      print(values[-1])
      print(epochly.explain(scale))
      """;

  /** Values, names and errors of a guest, of each kind that might be told. */
  static final String TALKATIVE =
      """
      import epochly
      try:
          open('/nowhere/planted_missing')
      except OSError:
          pass

      @epochly.optimize
      def f(planted_parameter):
          return str(planted_parameter)

      f('planted value')
      f.__wrapped__.__qualname__ = 'planted\\nERROR forged'
      epochly.optimize(f.__wrapped__)('planted value')
      epochly.set_level(1)
      def work(x):
          raise KeyError('planted key')
      print(epochly.Executor(1).submit(work, 'planted argument').exception())
      raise ValueError('planted error')
      """;

  private Programs() {}
}
