#include "sink.h"
#include <stdlib.h>
#include <unistd.h>
#include <string.h>
#include <wasm_simd128.h>
#include "color.h"

Job job;

Job *job_address(void) { return &job; }

/* Where memory ends that was ever given out. */
uint32_t heap_end(void) { return (uint32_t)(uintptr_t)sbrk(0); }

void fail(uint32_t fault) {
  job.fault = fault;
  host_fail();
}

void spend(uint32_t cost) {
  static uint32_t spent;
  if (cost > job.most_cost - spent) fail(fault_cost);
  spent += cost;
}

void *need(uint32_t bytes) {
  void *place = malloc(bytes ? bytes : 1);
  if (!place) fail(fault_memory);
  return place;
}

static void *cleared(uint32_t bytes) { return memset(need(bytes), 0, bytes); }

/* Rows that are written sideways are kept until there are so many, so that neighbours share a line of the cache. */
#define BATCH 16

static uint32_t from_width, from_height, to_width, to_height;
static int same_size, in_place, sideways;
static uint8_t *row, *finished, *out, *batch;
static uint32_t pushed, placed;
static uint32_t *across;
static void weigh(void);
/* Sums of a target row and of the one behind it: of 32 bits where the whole picture's fits them, of 53 elsewhere. */
static double *current, *next;
static uint32_t *current32, *next32;
static int fits32;

void sink_begin(uint32_t width, uint32_t height, uint32_t target_width, uint32_t target_height) {
  from_width = width;
  from_height = height;
  to_width = target_width;
  to_height = target_height;
  same_size = width == target_width && height == target_height;
  sideways = job.orientation >= 5;
  in_place = same_size && job.orientation == 1;
  out = need(to_width * to_height * 3 + 16);
  row = need(width * 3 + 16);
  batch = sideways ? need(to_width * 3 * BATCH) : need(to_width * 3 + 16);
  pushed = placed = 0;
  if (!same_size) {
    finished = need(to_width * 3 + 16);
    across = need((to_width * 3 + 4) * sizeof *across);
    weigh();
    fits32 = (uint64_t)from_width * from_height * 255 <= UINT32_MAX;
    if (fits32) {
      current32 = cleared((to_width * 3 + 4) * sizeof *current32);
      next32 = cleared((to_width * 3 + 4) * sizeof *next32);
    } else {
      current = cleared(to_width * 3 * sizeof *current);
      next = cleared(to_width * 3 * sizeof *next);
    }
  }
  color_begin(job.color_space);
}

uint8_t *sink_row(void) {
  return in_place ? out + pushed * to_width * 3 : row;
}

/* The batched rows become columns. */
static void place_columns(uint32_t count) {
  const uint32_t first = placed - count;
  const int from_bottom = job.orientation == 6 || job.orientation == 7;
  const int from_right = job.orientation == 7 || job.orientation == 8;
  for (uint32_t x = 0; x < to_width; x++) {
    const uint32_t y = from_right ? to_width - 1 - x : x;
    const uint32_t column = from_bottom ? to_height - placed : first;
    uint8_t *to = out + (y * to_height + column) * 3;
    for (uint32_t index = 0; index < count; index++, to += 3) {
      const uint8_t *from = batch + ((from_bottom ? count - 1 - index : index) * to_width + x) * 3;
      to[0] = from[0];
      to[1] = from[1];
      to[2] = from[2];
    }
  }
}

static void mirror(uint8_t *to, const uint8_t *from) {
  for (uint32_t x = 0; x < to_width; x++, from += 3) {
    uint8_t *at = to + (to_width - 1 - x) * 3;
    at[0] = from[0];
    at[1] = from[1];
    at[2] = from[2];
  }
}

/* Puts a finished row, in the colours of the file, where it belongs. */
static void place(uint8_t *rgb) {
  color_convert(rgb, to_width);
  const uint32_t y = placed++;
  switch (job.orientation) {
    case 1:
      if (!in_place) memcpy(out + y * to_width * 3, rgb, to_width * 3);
      return;
    case 2: mirror(out + y * to_width * 3, rgb); return;
    case 3: mirror(out + (to_height - 1 - y) * to_width * 3, rgb); return;
    case 4: memcpy(out + (to_height - 1 - y) * to_width * 3, rgb, to_width * 3); return;
  }
  memcpy(batch + (y % BATCH) * to_width * 3, rgb, to_width * 3);
  if (placed % BATCH == 0) place_columns(BATCH);
  else if (placed == to_height) place_columns(placed % BATCH);
}

/*
 * A source pixel spans `to_width` units and a target pixel `from_width` units of the same line, so every share is a
 * whole number, and sums stay below 2^53: the answer is the exact average, rounded.
 */

/* Weights have 16 bits, with their sign. Nothing so wide that it has more comes near the limits of a photo. */
#define MOST_WIDTH 32767

/* For every target pixel: where in the line its source pixels begin, and what each counts, two and two. */
static uint32_t *starts, pairs;
static uint32_t *weights;

static void weigh(void) {
  const uint32_t most = from_width / to_width + 2;
  if (to_width > MOST_WIDTH) fail(fault_memory);
  pairs = (most + 1) / 2;
  starts = need(to_width * sizeof *starts);
  weights = need(to_width * pairs * sizeof *weights);
  memset(weights, 0, to_width * pairs * sizeof *weights);
  uint16_t *weight = (uint16_t *)weights;
  for (uint32_t x = 0; x < to_width; x++, weight += pairs * 2) {
    const uint64_t begin = (uint64_t)x * from_width, end = begin + from_width;
    const uint32_t first = (uint32_t)(begin / to_width);
    starts[x] = first * 3;
    for (uint32_t index = 0; index < most; index++) {
      const uint64_t left = (uint64_t)(first + index) * to_width, right = left + to_width;
      if (left >= end) break;
      weight[index] = (uint16_t)((right < end ? right : end) - (left > begin ? left : begin));
    }
  }
}

/* Two pixels, times what they count. */
static inline v128_t weighed(const uint8_t *at, const uint32_t *weight) {
  const v128_t both = wasm_i8x16_shuffle(wasm_v128_load64_zero(at), wasm_i8x16_splat(0), 0, 16, 3, 16, 1, 16, 4, 16, 2,
                                         16, 5, 16, 16, 16, 16, 16);
  return wasm_i32x4_dot_i16x8(both, wasm_v128_load32_splat(weight));
}

/* Reads up to 14 bytes beyond the line, which count nothing, and writes one number beyond the three of each pixel. */
static inline __attribute__((always_inline)) void sum_pairs(const uint8_t *from, uint32_t count) {
  const uint32_t *weight = weights;
  uint32_t *to = across;
  for (uint32_t x = 0; x < to_width; x++, weight += count, to += 3) {
    const uint8_t *at = from + starts[x];
    v128_t sum = weighed(at, weight);
    for (uint32_t pair = 1; pair < count; pair++) sum = wasm_i32x4_add(sum, weighed(at + pair * 6, weight + pair));
    wasm_v128_store(to, sum);
  }
}

static void sum_across(const uint8_t *from) {
  if (pairs == 2) sum_pairs(from, 2);
  else sum_pairs(from, pairs);
}

static void add_scaled32(uint32_t *sums, uint32_t factor) {
  const uint32_t count = to_width * 3;
  const v128_t factors = wasm_i32x4_splat(factor);
  for (uint32_t index = 0; index < count; index += 4) {
    const v128_t product = wasm_i32x4_mul(wasm_v128_load(across + index), factors);
    wasm_v128_store(sums + index, wasm_i32x4_add(wasm_v128_load(sums + index), product));
  }
}

static void add_scaled(double *sums, uint32_t factor) {
  const uint32_t count = to_width * 3;
  const v128_t factors = wasm_f64x2_splat(factor);
  uint32_t index = 0;
  for (; index + 4 <= count; index += 4) {
    const v128_t values = wasm_v128_load(across + index);
    const v128_t low = wasm_f64x2_convert_low_u32x4(values);
    const v128_t high = wasm_f64x2_convert_low_u32x4(wasm_i32x4_shuffle(values, values, 2, 3, 2, 3));
    wasm_v128_store(sums + index, wasm_f64x2_add(wasm_v128_load(sums + index), wasm_f64x2_mul(low, factors)));
    wasm_v128_store(sums + index + 2, wasm_f64x2_add(wasm_v128_load(sums + index + 2), wasm_f64x2_mul(high, factors)));
  }
  for (; index < count; index++) sums[index] += (double)across[index] * factor;
}

/* Four sums as the averages that they come to, in the lower bytes. */
static inline v128_t averages(v128_t low, v128_t high, v128_t halves, v128_t totals) {
  const v128_t first = wasm_f64x2_div(wasm_f64x2_add(low, halves), totals);
  const v128_t second = wasm_f64x2_div(wasm_f64x2_add(high, halves), totals);
  const v128_t whole = wasm_i32x4_shuffle(wasm_u32x4_trunc_sat_f64x2_zero(first),
                                          wasm_u32x4_trunc_sat_f64x2_zero(second), 0, 1, 4, 5);
  const v128_t words = wasm_i16x8_narrow_i32x4(whole, whole);
  return wasm_u8x16_narrow_i16x8(words, words);
}

static void finish_row(void) {
  const double total = (double)from_width * from_height;
  const double half = (double)(((uint64_t)from_width * from_height) / 2);
  const v128_t totals = wasm_f64x2_splat(total), halves = wasm_f64x2_splat(half);
  const uint32_t count = to_width * 3;
  uint32_t index = 0;
  if (fits32) {
    /* The last four may reach beyond the row, where there is room. */
    for (; index < count; index += 4) {
      const v128_t sums = wasm_v128_load(current32 + index);
      const v128_t low = wasm_f64x2_convert_low_u32x4(sums);
      const v128_t high = wasm_f64x2_convert_low_u32x4(wasm_i32x4_shuffle(sums, sums, 2, 3, 2, 3));
      wasm_v128_store32_lane(finished + index, averages(low, high, halves, totals), 0);
    }
    place(finished);
    uint32_t *reused = current32;
    current32 = next32;
    next32 = memset(reused, 0, count * sizeof *reused);
    return;
  }
  for (; index + 4 <= count; index += 4) {
    const v128_t low = wasm_v128_load(current + index), high = wasm_v128_load(current + index + 2);
    wasm_v128_store32_lane(finished + index, averages(low, high, halves, totals), 0);
  }
  for (; index < count; index++) finished[index] = (uint8_t)(uint32_t)((current[index] + half) / total);
  place(finished);
  double *reused = current;
  current = next;
  next = reused;
  memset(next, 0, to_width * 3 * sizeof *next);
}

/* A row that is one of the target's; `own` may be written to. */
static void pass_on(const uint8_t *from, int own) {
  if (!own && (color_needed() || in_place)) {
    uint8_t *copy = sink_row();
    memcpy(copy, from, to_width * 3);
    from = copy;
  }
  place((uint8_t *)from);
}

void sink_push_from(const uint8_t *from) {
  if (pushed == from_height) return;
  if (same_size) {
    pass_on(from, from == sink_row());
    pushed++;
    return;
  }
  sum_across(from);
  const double top = (double)pushed * to_height;
  const double bottom = top + to_height;
  const double edge = (double)(placed + 1) * from_height;
  const uint32_t above = (uint32_t)((bottom < edge ? bottom : edge) - top);
  const uint32_t below = bottom > edge ? (uint32_t)(bottom - edge) : 0;
  if (fits32) {
    add_scaled32(current32, above);
    if (below > 0) add_scaled32(next32, below);
  } else {
    add_scaled(current, above);
    if (below > 0) add_scaled(next, below);
  }
  pushed++;
  if (bottom >= edge) finish_row();
}

void sink_push(void) { sink_push_from(sink_row()); }

void sink_end(void) {
  job.pixels = (uint32_t)(uintptr_t)out;
  job.out_width = sideways ? to_height : to_width;
  job.out_height = sideways ? to_width : to_height;
}
