/* The eight kernels of kernels.py in C, on the same data: the speed that an ahead-of-time compiler gives.
 *
 *   gcc -O3 -march=native -o kernels kernels.c -lm && ./kernels             one core
 *   gcc -O3 -march=native -fopenmp -o kernels kernels.c -lm && ./kernels    all cores
 *
 * Prints a line per kernel: milliseconds of the first run and of the quickest of nine, then a checksum
 * of what the ninth left, so that no run can be optimized away. */
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
#define KERNEL static __attribute__((noinline))

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

static double milliseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
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

static double sum(const double *a, long n) {
  double s = 0;
  for (long i = 0; i < n; i++) s += a[i];
  return s;
}

/* Runs `call` nine times, each after `prepare`, which is not timed. */
#define MEASURE(name, prepare, call, checksum)                                     \
  do {                                                                             \
    double first = 0, least = 0;                                                   \
    for (int run = 0; run < 9; run++) {                                            \
      prepare;                                                                     \
      double start = milliseconds();                                               \
      call;                                                                        \
      double took = milliseconds() - start;                                        \
      if (run == 0) first = least = took;                                          \
      if (took < least) least = took;                                              \
    }                                                                              \
    printf("%-13s first %9.2f ms  min %9.2f ms  (%.17g)\n", name, first, least,    \
           (double)(checksum));                                                    \
  } while (0)

int main(void) {
  enum { PIXELS = 400 * 300, CELLS = 256 * 256, GRID = 500 * 500, OPTIONS = 500000, BODIES = 1500,
         VECTOR = 2000000, WORD = 2000 };
  /* Volatile, or a compiler makes one of nine equal calls, or moves it out of the measured time. */
  volatile long rounds = 10000000, counted = 0;

  int64_t *out = calloc(PIXELS, sizeof *out);
  MEASURE("mandelbrot", , mandelbrot(out, 400, 300, 200), out[PIXELS / 2]);

  double *a = floats(CELLS, 1), *b = floats(CELLS, 2), *c = calloc(CELLS, sizeof *c);
  MEASURE("matmul", , matmul(a, b, c, 256), sum(c, CELLS));

  double *fresh = floats(GRID, 1), *ja = floats(GRID, 1), *jb = floats(GRID, 1);
  MEASURE("jacobi",
          (memcpy(ja, fresh, GRID * sizeof *ja), memcpy(jb, fresh, GRID * sizeof *jb)),
          jacobi(ja, jb, 500, 20), sum(ja, GRID));

  double *s = floats(OPTIONS, 50), *k = floats(OPTIONS, 40), *t = floats(OPTIONS, 2);
  double *price = calloc(OPTIONS, sizeof *price);
  MEASURE("blackscholes", , blackscholes(s, k, t, price, OPTIONS, 0.03, 0.3), sum(price, OPTIONS));

  double *x = floats(BODIES, 1), *y = floats(BODIES, 2), *z = floats(BODIES, 3);
  double *m = floats(BODIES, 1), *force = calloc(3 * BODIES, sizeof *force);
  MEASURE("nbody", , nbody(x, y, z, m, force, force + BODIES, force + 2 * BODIES, BODIES),
          sum(force, BODIES));

  MEASURE("lcg_count", , counted = lcg_count(rounds), counted);

  int64_t *wa = letters(WORD, 3), *wb = letters(WORD, 11);
  int64_t *previous = calloc(WORD + 1, sizeof *previous), *current = calloc(WORD + 1, sizeof *current);
  MEASURE("editdist", , counted = editdist(wa, wb, previous, current, WORD, WORD), counted);

  double *sx = floats(VECTOR, 1), *kept = floats(VECTOR, 1), *sy = floats(VECTOR, 1);
  MEASURE("saxpy", memcpy(sy, kept, VECTOR * sizeof *sy), saxpy(0.5, sx, sy, VECTOR),
          sum(sy, VECTOR));
  return 0;
}
