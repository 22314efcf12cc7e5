/* The eight kernels of kernels.py in C, on the same data: the speed that an ahead-of-time compiler gives.
 *
 *   epochly-host bench kernels.py --vs gcc                                      in turns with our own
 *   gcc -O3 -march=native -o kernels kernels.c -lm && ./kernels 9               one core
 *   gcc -O3 -march=native -fopenmp -o kernels kernels.c -lm && ./kernels 9      all cores
 *
 * With a number, runs each kernel so many times and prints a line each: milliseconds of the first run
 * and of the quickest, then the checksum. Without, does what the bench asks of a peer: reads names of
 * kernels, a line each, and answers each with a line, the milliseconds of one run and its checksum.
 *
 * The checksum is over the result and the arguments as the run left them. A number's is itself; a
 * sequence's is the sum of its items', each times 1 to 7 by its place; no result is 0. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifdef _OPENMP
#define ROWS _Pragma("omp parallel for schedule(dynamic, 16)")
#define EVEN _Pragma("omp parallel for")
#else
#define ROWS
#define EVEN
#endif
/* A compiler that sees into a kernel makes one of equal calls, or moves it out of the measured time. */
#define KERNEL static __attribute__((noipa))

KERNEL void mandelbrot(int64_t *out, long w, long h, long maxit) {
  ROWS for (long p = 0; p < w * h; p++) {
    double cx = (p % w) * 3.0 / w - 2.0, cy = (p / w) * 2.0 / h - 1.0, x = 0, y = 0;
    long n = 0;
    while (n < maxit && x * x + y * y <= 4.0) {
      double t = x * x - y * y + cx;
      y = 2.0 * x * y + cy;
      x = t;
      n++;
    }
    out[p] = n;
  }
}

KERNEL void matmul(const double *a, const double *b, double *c, long n) {
  EVEN for (long i = 0; i < n; i++)
    for (long j = 0; j < n; j++) {
      double s = 0;
      for (long k = 0; k < n; k++) s += a[i * n + k] * b[k * n + j];
      c[i * n + j] = s;
    }
}

static void sweep(const double *from, double *to, long n) {
  EVEN for (long i = 1; i < n - 1; i++)
    for (long j = 1; j < n - 1; j++)
      to[i * n + j] = 0.2 * (from[i * n + j] + from[i * n + j - 1] + from[i * n + j + 1] +
                             from[(i + 1) * n + j] + from[(i - 1) * n + j]);
}

KERNEL void jacobi(double *a, double *b, long n, long steps) {
  for (long s = 0; s < steps; s++) {
    sweep(a, b, n);
    sweep(b, a, n);
  }
}

KERNEL void blackscholes(const double *s, const double *k, const double *t, double *call, long n,
                         double r, double v) {
  EVEN for (long i = 0; i < n; i++) {
    double d1 = (log(s[i] / k[i]) + (r + 0.5 * v * v) * t[i]) / (v * sqrt(t[i]));
    double d2 = d1 - v * sqrt(t[i]);
    call[i] = s[i] * 0.5 * (1.0 + erf(d1 / sqrt(2.0))) -
              k[i] * exp(-r * t[i]) * 0.5 * (1.0 + erf(d2 / sqrt(2.0)));
  }
}

KERNEL void nbody(const double *x, const double *y, const double *z, const double *m, double *ax,
                  double *ay, double *az, long n) {
  EVEN for (long i = 0; i < n; i++) {
    double fx = 0, fy = 0, fz = 0;
    for (long j = 0; j < n; j++) {
      double dx = x[j] - x[i], dy = y[j] - y[i], dz = z[j] - z[i];
      double d2 = dx * dx + dy * dy + dz * dz + 0.01, f = m[j] / (d2 * sqrt(d2));
      fx += f * dx;
      fy += f * dy;
      fz += f * dz;
    }
    ax[i] = fx;
    ay[i] = fy;
    az[i] = fz;
  }
}

KERNEL long lcg_count(long n) {
  long c = 0, x = 12345;
  for (long i = 0; i < n; i++) {
    x = (x * 1103515245L + 12345) & 0x7fffffff;
    if (x & 1) c++;
  }
  return c;
}

KERNEL long editdist(const int64_t *a, const int64_t *b, int64_t *prev, int64_t *cur, long n,
                     long m) {
  for (long j = 0; j <= m; j++) prev[j] = j;
  for (long i = 1; i <= n; i++) {
    cur[0] = i;
    for (long j = 1; j <= m; j++) {
      long cost = a[i - 1] == b[j - 1] ? 0 : 1;
      long d = prev[j] + 1, e = cur[j - 1] + 1, f = prev[j - 1] + cost;
      if (e < d) d = e;
      if (f < d) d = f;
      cur[j] = d;
    }
    for (long j = 0; j <= m; j++) prev[j] = cur[j];
  }
  return prev[m];
}

KERNEL void saxpy(double a, const double *x, double *y, long n) {
  EVEN for (long i = 0; i < n; i++) y[i] = a * x[i] + y[i];
}

typedef struct {
  double start, milliseconds, checksum;
  int items;
} Run;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void start(Run *run) { run->start = now(); }
static void stop(Run *run) { run->milliseconds = now() - run->start; }

/* Adds the next item: the result first, then each argument. */
static void left(Run *run, double item) { run->checksum += (1 + run->items++ % 7) * item; }

static void left_floats(Run *run, double *a, long n) {
  double sum = 0;
  for (long i = 0; i < n; i++) sum += (1 + i % 7) * a[i];
  left(run, sum);
  free(a);
}

static void left_ints(Run *run, int64_t *a, long n) {
  double sum = 0;
  for (long i = 0; i < n; i++) sum += (1 + i % 7) * (double)a[i];
  left(run, sum);
  free(a);
}

static double *floats(long n, double scale) {
  double *r = malloc(n * sizeof *r);
  for (long i = 0; i < n; i++) r[i] = ((i * 7919) % 1000) * 0.001 * scale + 0.001;
  return r;
}

static int64_t *letters(long n, long shift) {
  int64_t *r = malloc(n * sizeof *r);
  for (long i = 0; i < n; i++) r[i] = (i * 7919 + shift) % 26;
  return r;
}

/* Memory that is there already, as it is for the other engines; that of calloc comes when it is used. */
KERNEL void clear(void *memory, size_t size) { memset(memory, 0, size); }

static double *no_floats(long n) {
  double *r = malloc(n * sizeof *r);
  clear(r, n * sizeof *r);
  return r;
}

static int64_t *no_ints(long n) {
  int64_t *r = malloc(n * sizeof *r);
  clear(r, n * sizeof *r);
  return r;
}

enum { PIXELS = 400 * 300, CELLS = 256 * 256, GRID = 500 * 500, OPTIONS = 500000, BODIES = 1500,
       VECTOR = 2000000, ROUNDS = 10000000, WORD = 2000 };

static void run_mandelbrot(Run *run) {
  int64_t *out = no_ints(PIXELS);
  start(run);
  mandelbrot(out, 400, 300, 200);
  stop(run);
  left(run, 0);
  left_ints(run, out, PIXELS);
  left(run, 400);
  left(run, 300);
  left(run, 200);
}

static void run_matmul(Run *run) {
  double *a = floats(CELLS, 1), *b = floats(CELLS, 2), *c = no_floats(CELLS);
  start(run);
  matmul(a, b, c, 256);
  stop(run);
  left(run, 0);
  left_floats(run, a, CELLS);
  left_floats(run, b, CELLS);
  left_floats(run, c, CELLS);
  left(run, 256);
}

static void run_jacobi(Run *run) {
  double *a = floats(GRID, 1), *b = floats(GRID, 1);
  start(run);
  jacobi(a, b, 500, 20);
  stop(run);
  left(run, 0);
  left_floats(run, a, GRID);
  left_floats(run, b, GRID);
  left(run, 500);
  left(run, 20);
}

static void run_blackscholes(Run *run) {
  double *s = floats(OPTIONS, 50), *k = floats(OPTIONS, 40), *t = floats(OPTIONS, 2);
  double *call = no_floats(OPTIONS);
  start(run);
  blackscholes(s, k, t, call, OPTIONS, 0.03, 0.3);
  stop(run);
  left(run, 0);
  left_floats(run, s, OPTIONS);
  left_floats(run, k, OPTIONS);
  left_floats(run, t, OPTIONS);
  left_floats(run, call, OPTIONS);
  left(run, OPTIONS);
  left(run, 0.03);
  left(run, 0.3);
}

static void run_nbody(Run *run) {
  double *x = floats(BODIES, 1), *y = floats(BODIES, 2), *z = floats(BODIES, 3);
  double *m = floats(BODIES, 1);
  double *ax = no_floats(BODIES), *ay = no_floats(BODIES), *az = no_floats(BODIES);
  start(run);
  nbody(x, y, z, m, ax, ay, az, BODIES);
  stop(run);
  left(run, 0);
  left_floats(run, x, BODIES);
  left_floats(run, y, BODIES);
  left_floats(run, z, BODIES);
  left_floats(run, m, BODIES);
  left_floats(run, ax, BODIES);
  left_floats(run, ay, BODIES);
  left_floats(run, az, BODIES);
  left(run, BODIES);
}

static void run_lcg_count(Run *run) {
  start(run);
  long count = lcg_count(ROUNDS);
  stop(run);
  left(run, count);
  left(run, ROUNDS);
}

static void run_editdist(Run *run) {
  int64_t *a = letters(WORD, 3), *b = letters(WORD, 11);
  int64_t *previous = no_ints(WORD + 1), *current = no_ints(WORD + 1);
  start(run);
  long distance = editdist(a, b, previous, current, WORD, WORD);
  stop(run);
  left(run, distance);
  left_ints(run, a, WORD);
  left_ints(run, b, WORD);
  left_ints(run, previous, WORD + 1);
  left_ints(run, current, WORD + 1);
  left(run, WORD);
  left(run, WORD);
}

static void run_saxpy(Run *run) {
  double *x = floats(VECTOR, 1), *y = floats(VECTOR, 1);
  start(run);
  saxpy(0.5, x, y, VECTOR);
  stop(run);
  left(run, 0);
  left(run, 0.5);
  left_floats(run, x, VECTOR);
  left_floats(run, y, VECTOR);
  left(run, VECTOR);
}

static const struct {
  const char *name;
  void (*run)(Run *);
} CASES[] = {
    {"mandelbrot", run_mandelbrot}, {"matmul", run_matmul},       {"jacobi", run_jacobi},
    {"blackscholes", run_blackscholes}, {"nbody", run_nbody},     {"lcg_count", run_lcg_count},
    {"editdist", run_editdist},     {"saxpy", run_saxpy},
};
enum { COUNT = sizeof CASES / sizeof *CASES };

static void measure(int runs) {
  for (int i = 0; i < COUNT; i++) {
    Run run;
    double first = 0, least = 0;
    for (int r = 0; r < runs; r++) {
      run = (Run){0};
      CASES[i].run(&run);
      if (r == 0) first = least = run.milliseconds;
      if (run.milliseconds < least) least = run.milliseconds;
    }
    printf("%-13s first %9.2f ms  min %9.2f ms  (%.17g)\n", CASES[i].name, first, least, run.checksum);
  }
}

static void answer(const char *name) {
  for (int i = 0; i < COUNT; i++)
    if (strcmp(name, CASES[i].name) == 0) {
      Run run = {0};
      CASES[i].run(&run);
      printf("%.6f %.17g\n", run.milliseconds, run.checksum);
      return;
    }
  printf("! no case of that name\n");
}

int main(int argc, char **argv) {
  if (argc > 1) {
    measure(atoi(argv[1]) < 1 ? 1 : atoi(argv[1]));
    return 0;
  }
  char line[256];
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = 0;
    answer(line);
    fflush(stdout);
  }
  return 0;
}
