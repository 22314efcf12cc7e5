// What generated entries are written in: OpenCL C 1.2, or CUDA C where nvcc or NVRTC reads it.
#ifdef __CUDACC__
#define KERNEL extern "C" __global__
#define ROUTINE static __device__
#define GLOBAL
#define CONSTANT
#define LOCAL
#define ITEM_X ((I)blockIdx.x * blockDim.x + threadIdx.x)
#define ITEM_Y ((I)blockIdx.y * blockDim.y + threadIdx.y)
#define ITEM_Z ((I)blockIdx.z * blockDim.z + threadIdx.z)
#define ITEMS_X ((I)gridDim.x * blockDim.x)
#define ITEMS_Y ((I)gridDim.y * blockDim.y)
#define ITEMS_Z ((I)gridDim.z * blockDim.z)
#define LANE ((I)threadIdx.x)
#define GROUP ((I)blockIdx.x)
#define BARRIER __syncthreads()
#define SHARED __shared__
#define MUL_HIGH(a, b) __mul64hi(a, b)
// NVRTC makes one operation of a product and a sum unless it is told not to, which not everybody can.
#define PRODUCT(a, b) __dmul_rn(a, b)
#define BITS_OF(x) __double_as_longlong(x)
#define FLOAT_OF(x) __longlong_as_double(x)
#define BIT_COUNT(x) ((I)__popcll((U)(x)))
#define LEADING_ZEROS(x) ((I)__clzll((I)(x)))
#define FIRST_OF(p, site) (atomicCAS((int *)(p), 0, site) == 0)
#define ADD_TO_INT(p, x) atomicAdd((int *)(p), (int)(x))
#define ADD_TO_LONG(p, x) ((I)atomicAdd((U *)(p), (U)(x)))
#define ADDS_TO_LONGS 1
typedef long long I;
typedef unsigned long long U;
#else
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#pragma OPENCL FP_CONTRACT OFF
#define KERNEL __kernel
#define ROUTINE static
#define GLOBAL __global
#define CONSTANT __constant
#define LOCAL __local
#define ITEM_X ((I)get_global_id(0))
#define ITEM_Y ((I)get_global_id(1))
#define ITEM_Z ((I)get_global_id(2))
#define ITEMS_X ((I)get_global_size(0))
#define ITEMS_Y ((I)get_global_size(1))
#define ITEMS_Z ((I)get_global_size(2))
#define LANE ((I)get_local_id(0))
#define GROUP ((I)get_group_id(0))
#define BARRIER barrier(CLK_LOCAL_MEM_FENCE)
#define SHARED __local
#define MUL_HIGH(a, b) mul_hi((I)(a), (I)(b))
#define PRODUCT(a, b) ((a) * (b))
#define BITS_OF(x) as_long(x)
#define FLOAT_OF(x) as_double((I)(x))
#define BIT_COUNT(x) ((I)popcount((U)(x)))
#define LEADING_ZEROS(x) ((I)clz((U)(x)))
#define FIRST_OF(p, site) (atomic_cmpxchg((volatile GLOBAL int *)(p), 0, site) == 0)
#define ADD_TO_INT(p, x) atomic_add((volatile GLOBAL int *)(p), (int)(x))
#ifdef cl_khr_int64_base_atomics
#pragma OPENCL EXTENSION cl_khr_int64_base_atomics : enable
#define ADD_TO_LONG(p, x) atom_add((volatile GLOBAL long *)(p), x)
#define ADDS_TO_LONGS 1
#else
#define ADD_TO_LONG(p, x) 0
#define ADDS_TO_LONGS 0
#endif
typedef long I;
typedef ulong U;
#endif
typedef double F;
typedef int B;
typedef unsigned char U8;
typedef unsigned short U16;
typedef unsigned int U32;

// What a group of work-items shares; only kernels may declare it.
#define GROUP_MEMORY SHARED I group_memory[GROUP_LONGS];

// How an entry is given its arguments: its first array, its other arrays by their places, and its numbers.
#ifdef TORNADOVM
// TornadoVM gives parameters of its own first, its arrays begin with a header of 16 bytes, and a graph that is built
// cannot be run with other numbers: they lie in an array, those of a launch from one place on. All tasks of a graph
// run one kernel, which calls the entries.
#define ENTRY ROUTINE
#define VM_HEAD GLOBAL I *vm_context, CONSTANT U8 *vm_constants, LOCAL U8 *vm_local, GLOBAL int *vm_atomics
#define FIRST(type, name) GLOBAL U8 *p0
#define ARRAY(place, type, name) , GLOBAL U8 *p##place
#define NUMBER(type, name)
#define END , GLOBAL I *numbers, I numbers_at, LOCAL I *group_memory
#define TAKE_GROUP_MEMORY
#define TAKE_ARRAY(place, type, name) GLOBAL type *name = (GLOBAL type *)(p##place + 16);
#define TAKE_I(number, name) I name = numbers[2 + numbers_at + number];
#define TAKE_F(number, name) F name = FLOAT_OF(numbers[2 + numbers_at + number]);
#else
#define ENTRY KERNEL
#define FIRST(type, name) GLOBAL type *name
#define ARRAY(place, type, name) , GLOBAL type *name
#define NUMBER(type, name) , type name
#define END
#define TAKE_GROUP_MEMORY GROUP_MEMORY
#define TAKE_ARRAY(place, type, name)
#define TAKE_I(number, name)
#define TAKE_F(number, name)
#endif

#define LEAST ((I)0x8000000000000000UL)
#define MOST ((I)0x7fffffffffffffffL)

// What the first work-item that fails tells is what the host reads: its site and the counters of the loops around it.
#define NOTE(site) { if (FIRST_OF(errors, site)) { errors[1] = axes; errors[2] = at0; errors[3] = at1; errors[4] = at2; } }
// Ends a work-item, or where others wait for it, what it does for itself.
#define FAIL(site) { NOTE(site) return; }
#define STOP(site) { NOTE(site) goto stopped; }

#define ADD(a, b) ((I)((U)(a) + (U)(b)))
#define SUB(a, b) ((I)((U)(a) - (U)(b)))
#define MUL(a, b) ((I)((U)(a) * (U)(b)))
#define NEG(a) ((I)(0 - (U)(a)))
#define ADD_LEAVES(a, b, r) ((((a) ^ (r)) & ((b) ^ (r))) < 0)
#define SUB_LEAVES(a, b, r) ((((a) ^ (b)) & ((a) ^ (r))) < 0)
#define MUL_LEAVES(a, b, r) (MUL_HIGH(a, b) != ((r) >> 63))
#define FINITE(x) ((BITS_OF(x) & 0x7ff0000000000000L) != 0x7ff0000000000000L)
#define IS_INF(x) ((BITS_OF(x) & MOST) == 0x7ff0000000000000L)
#define TO_INT_LEAVES(x) (!((x) >= -0x1p63 && (x) < 0x1p63))

ROUTINE I least_of(I a, I b) { return a < b ? a : b; }
ROUTINE I most_of(I a, I b) { return a > b ? a : b; }

// A divisor of -1 apart: the quotient of the least int by it traps on some processors.
ROUTINE I floor_div(I a, I b) {
  if (b == -1) { return NEG(a); }
  I q = a / b;
  return (a % b != 0 && (a ^ b) < 0) ? q - 1 : q;
}

ROUTINE I floor_mod(I a, I b) {
  if (b == -1) { return 0; }
  I r = a % b;
  return (r != 0 && (r ^ b) < 0) ? r + b : r;
}

// Java's, which round towards zero.
ROUTINE I java_div(I a, I b) { return b == -1 ? NEG(a) : a / b; }
ROUTINE I java_rem(I a, I b) { return b == -1 ? 0 : a % b; }

// Java's casts end at the extreme ints, and make 0 of what is no number.
ROUTINE I to_java_long(F x) {
  if (x != x) { return 0; }
  return x >= 0x1p63 ? MOST : x < -0x1p63 ? LEAST : (I)x;
}

ROUTINE I to_java_int(F x) {
  if (x != x) { return 0; }
  return x >= 0x1p31 ? 2147483647L : x <= -0x1p31 ? -2147483647L - 1 : (I)x;
}

// The least and largest as Java has them: what is no number stays so, and -0.0 is before 0.0.
ROUTINE F java_min(F a, F b) {
  if (a != a || b != b) { return a + b; }
  return a == b ? (BITS_OF(a) < 0 ? a : b) : a < b ? a : b;
}

ROUTINE F java_max(F a, F b) {
  if (a != a || b != b) { return a + b; }
  return a == b ? (BITS_OF(a) < 0 ? b : a) : a > b ? a : b;
}

// Java's power is no number where the base is one or minus one and the exponent none, or endless.
ROUTINE F java_pow(F a, F b) {
  if (b == 0.0) { return 1.0; }
  if (b != b || (fabs(a) == 1.0 && IS_INF(b))) { return FLOAT_OF(0x7ff8000000000000L); }
  return pow(a, b);
}

ROUTINE I int_pow(I base, I exponent, B *leaves) {
  I result = 1;
  I square = base;
  I e = exponent;
  while (e != 0) {
    if (e & 1) {
      I r = MUL(result, square);
      if (MUL_LEAVES(result, square, r)) { *leaves = 1; return 0; }
      result = r;
    }
    e >>= 1;
    if (e != 0) {
      I s = MUL(square, square);
      if (MUL_LEAVES(square, square, s)) { *leaves = 1; return 0; }
      square = s;
    }
  }
  return result;
}

// Bit by bit, in ints: exact on every device.
ROUTINE F float_rem(F x, F y) {
  U ux = (U)BITS_OF(x);
  U uy = (U)BITS_OF(y);
  int ex = (int)(ux >> 52 & 0x7ff);
  int ey = (int)(uy >> 52 & 0x7ff);
  U sign = ux & 0x8000000000000000UL;
  if ((uy << 1) == 0 || x != x || y != y || ex == 0x7ff) { return FLOAT_OF(0x7ff8000000000000L); }
  if ((ux << 1) <= (uy << 1)) {
    return (ux << 1) == (uy << 1) ? FLOAT_OF(sign) : x;
  }
  if (ex == 0) {
    U i = ux << 12;
    while ((i >> 63) == 0) { ex--; i <<= 1; }
    ux <<= 1 - ex;
  } else {
    ux &= 0x000fffffffffffffUL;
    ux |= 0x0010000000000000UL;
  }
  if (ey == 0) {
    U i = uy << 12;
    while ((i >> 63) == 0) { ey--; i <<= 1; }
    uy <<= 1 - ey;
  } else {
    uy &= 0x000fffffffffffffUL;
    uy |= 0x0010000000000000UL;
  }
  while (ex > ey) {
    U d = ux - uy;
    if ((d >> 63) == 0) {
      if (d == 0) { return FLOAT_OF(sign); }
      ux = d;
    }
    ux <<= 1;
    ex--;
  }
  U last = ux - uy;
  if ((last >> 63) == 0) {
    if (last == 0) { return FLOAT_OF(sign); }
    ux = last;
  }
  while ((ux >> 52) == 0) { ux <<= 1; ex--; }
  if (ex > 0) {
    ux -= 0x0010000000000000UL;
    ux |= (U)ex << 52;
  } else {
    ux >>= 1 - ex;
  }
  return FLOAT_OF(ux | sign);
}

ROUTINE F float_mod(F a, F b) {
  F m = float_rem(a, b);
  if (m == 0.0) { return b < 0 ? -0.0 : 0.0; }
  return ((b < 0) != (m < 0)) ? m + b : m;
}

// The operator **, behind the checks of its domain.
ROUTINE F float_power(F a, F b) {
  return (a == 1.0 || (a == -1.0 && IS_INF(b))) ? 1.0 : pow(a, b);
}

ROUTINE B power_leaves(F a, F b) {
  if (a == 1.0 || !FINITE(b)) { return 0; }
  return (a == 0 && b < 0) || (a < 0 && FINITE(a) && b != trunc(b));
}

// As the guest computes it: below 1.5 it takes its own erf from 1, whose rounding is part of its result.
ROUTINE F guest_erfc(F x) {
  if (x != x) { return x; }
  F size = fabs(x);
  F square = PRODUCT(x, x);
  if (size < 1.5) {
    F sum = 0.0;
    for (F k = 25.5; k > 1.0; k -= 1.0) { sum = 2.0 + PRODUCT(square, sum) / k; }
    return 1.0 - PRODUCT(PRODUCT(sum, x), exp(-square)) / 1.772453850905516027298167483341145182798;
  }
  F rest = 0.0;
  if (size < 30.0) {
    F a = 0.0;
    F step = 0.5;
    F p = 1.0;
    F p_before = 0.0;
    F q = step + square;
    F q_before = 1.0;
    for (int term = 0; term < 50; term++) {
      a += step;
      step += 2.0;
      F b = step + square;
      F p_next = PRODUCT(b, p) - PRODUCT(a, p_before);
      p_before = p;
      p = p_next;
      F q_next = PRODUCT(b, q) - PRODUCT(a, q_before);
      q_before = q;
      q = q_next;
    }
    rest = p / q * size * exp(-square) / 1.772453850905516027298167483341145182798;
  }
  return x > 0.0 ? rest : 2.0 - rest;
}

ROUTINE I compare(I a, F b) {
  if (b != b) { return 2; }
  if (b >= 0x1p63) { return -1; }
  if (b < -0x1p63) { return 1; }
  I whole = (I)b;
  if (a != whole) { return a < whole ? -1 : 1; }
  F rest = b - (F)whole;
  return rest > 0 ? -1 : rest < 0 ? 1 : 0;
}

// Arithmetic of bounds: what would leave 64 bits ends at the extreme int.
ROUTINE I extreme(B negative) { return negative ? LEAST : MOST; }
ROUTINE B is_extreme(I a) { return a == LEAST || a == MOST; }
ROUTINE I end_add(I a, I b) { I r = ADD(a, b); return ADD_LEAVES(a, b, r) ? extreme(a < 0) : r; }
ROUTINE I end_sub(I a, I b) { I r = SUB(a, b); return SUB_LEAVES(a, b, r) ? extreme(a < 0) : r; }
ROUTINE I end_mul(I a, I b) {
  I r = MUL(a, b);
  return MUL_LEAVES(a, b, r) ? extreme((a < 0) != (b < 0)) : r;
}
ROUTINE I low_add(I a, I b) { return a == LEAST || b == LEAST ? LEAST : end_add(a, b); }
ROUTINE I high_add(I a, I b) { return a == MOST || b == MOST ? MOST : end_add(a, b); }
ROUTINE I low_sub(I a, I b) { return a == LEAST || b == MOST ? LEAST : end_sub(a, b); }
ROUTINE I high_sub(I a, I b) { return a == MOST || b == LEAST ? MOST : end_sub(a, b); }
ROUTINE I low_mul(I a, I b) {
  B ends = a != 0 && b != 0 && (is_extreme(a) || is_extreme(b));
  return ends && (a < 0) != (b < 0) ? LEAST : end_mul(a, b);
}
ROUTINE I high_mul(I a, I b) {
  B ends = a != 0 && b != 0 && (is_extreme(a) || is_extreme(b));
  return ends && (a < 0) == (b < 0) ? MOST : end_mul(a, b);
}

// How often a loop runs; its step is not zero.
ROUTINE I trips_of(I start, I stop, I step) {
  if (step > 0 ? start >= stop : start <= stop) { return 0; }
  U distance = step > 0 ? (U)stop - 1 - (U)start : (U)start - 1 - (U)stop;
  U size = step > 0 ? (U)step : 0 - (U)step;
  U rounds = distance / size;
  return rounds >= (U)MOST ? MOST : (I)rounds + 1;
}
