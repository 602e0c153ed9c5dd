/*
 * The loops of libjpeg-turbo's decoder with WebAssembly's vectors, in place of those for other processors. Every one gives the
 * bits of the library's own C version, whatever the file (jidctint.c, jidctred.c, jdsample.c, jdcolor.c); coefficients that no
 * encoder writes, beyond 16 bits once they are multiplied, may come out otherwise.
 */
#define JPEG_INTERNALS
#include "jinclude.h"
#include "jpeglib.h"
#include "jdct.h"
#include "jsimd.h"
#include "jsimddct.h"
#include <string.h>
#include <wasm_simd128.h>

#define CONST_BITS 13
#define PASS1_BITS 2
#undef FIX
#define FIX(x) ((int)((x) * (1 << CONST_BITS) + 0.5))

/* Four 32-bit numbers, with C's operators. */
typedef int32_t lanes __attribute__((vector_size(16)));

/* ---- Colours ---- */

static inline v128_t clamp(v128_t y_low, v128_t y_high, v128_t low, v128_t high) {
  return wasm_u8x16_narrow_i16x8(wasm_i16x8_add(y_low, low), wasm_i16x8_add(y_high, high));
}

/* G - Y of eight pixels: -22554 Cb - 46802 Cr, of which 65536 Cr is taken out so that the rest fits 16 bits. */
static inline v128_t green(v128_t cb, v128_t cr) {
  const v128_t weights = wasm_i32x4_splat((18734 << 16) | (-22554 & 0xffff));
  const v128_t half = wasm_i32x4_splat(32768);
  const v128_t low = wasm_i32x4_dot_i16x8(wasm_i16x8_shuffle(cb, cr, 0, 8, 1, 9, 2, 10, 3, 11), weights);
  const v128_t high = wasm_i32x4_dot_i16x8(wasm_i16x8_shuffle(cb, cr, 4, 12, 5, 13, 6, 14, 7, 15), weights);
  const v128_t sum = wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(wasm_i32x4_add(low, half), 16),
                                             wasm_i32x4_shr(wasm_i32x4_add(high, half), 16));
  return wasm_i16x8_sub(sum, cr);
}

/* `value` times `factor` 2^-14, rounded. */
static inline v128_t scaled_by(v128_t value, int factor) {
  return wasm_i16x8_q15mulr_sat(wasm_i16x8_shl(value, 1), wasm_i16x8_splat(factor));
}

/* Sixteen pixels, as 48 bytes. */
static inline void convert16(const uint8_t *y, const uint8_t *cb, const uint8_t *cr, uint8_t *to) {
  const v128_t center = wasm_i16x8_splat(128);
  const v128_t ys = wasm_v128_load(y), blues = wasm_v128_load(cb), reds = wasm_v128_load(cr);
  const v128_t y0 = wasm_u16x8_extend_low_u8x16(ys), y1 = wasm_u16x8_extend_high_u8x16(ys);
  const v128_t b0 = wasm_i16x8_sub(wasm_u16x8_extend_low_u8x16(blues), center);
  const v128_t b1 = wasm_i16x8_sub(wasm_u16x8_extend_high_u8x16(blues), center);
  const v128_t r0 = wasm_i16x8_sub(wasm_u16x8_extend_low_u8x16(reds), center);
  const v128_t r1 = wasm_i16x8_sub(wasm_u16x8_extend_high_u8x16(reds), center);
  const v128_t r = clamp(y0, y1, scaled_by(r0, 22971), scaled_by(r1, 22971));
  const v128_t g = clamp(y0, y1, green(b0, r0), green(b1, r1));
  const v128_t b = clamp(y0, y1, scaled_by(b0, 29033), scaled_by(b1, 29033));
  const v128_t rg0 = wasm_i8x16_shuffle(r, g, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const v128_t rg1 = wasm_i8x16_shuffle(r, g, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  const v128_t rgm = wasm_i8x16_shuffle(rg0, rg1, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25);
  wasm_v128_store(to, wasm_i8x16_shuffle(rg0, b, 0, 1, 16, 2, 3, 17, 4, 5, 18, 6, 7, 19, 8, 9, 20, 10));
  wasm_v128_store(to + 16, wasm_i8x16_shuffle(rgm, b, 1, 21, 2, 3, 22, 4, 5, 23, 6, 7, 24, 8, 9, 25, 10, 11));
  wasm_v128_store(to + 32, wasm_i8x16_shuffle(rg1, b, 26, 6, 7, 27, 8, 9, 28, 10, 11, 29, 12, 13, 30, 14, 15, 31));
}

GLOBAL(int) jsimd_can_ycc_rgb(void) { return 1; }

GLOBAL(void)
jsimd_ycc_rgb_convert(j_decompress_ptr cinfo, JSAMPIMAGE input_buf, JDIMENSION input_row, JSAMPARRAY output_buf,
                      int num_rows) {
  const JDIMENSION width = cinfo->output_width;
  for (; num_rows > 0; num_rows--, input_row++, output_buf++) {
    const JSAMPROW y = input_buf[0][input_row], cb = input_buf[1][input_row], cr = input_buf[2][input_row];
    JSAMPROW to = *output_buf;
    JDIMENSION x = 0;
    for (; x + 16 <= width; x += 16) convert16(y + x, cb + x, cr + x, to + x * 3);
    if (x < width) {
      /* Rows of the library have room beyond their end, those of the caller have not. */
      uint8_t in[48], rest[48];
      const JDIMENSION count = width - x;
      memcpy(in, y + x, count);
      memcpy(in + 16, cb + x, count);
      memcpy(in + 32, cr + x, count);
      convert16(in, in + 16, in + 32, rest);
      memcpy(to + x * 3, rest, count * 3);
    }
  }
}

/* ---- Upsampling ---- */

/* Three quarters of the nearer pixel, one of the further one. Rows of the library end on 32 bytes. */
static inline v128_t near_far(v128_t near, v128_t far, v128_t bias, int shift) {
  return wasm_u16x8_shr(wasm_i16x8_add(wasm_i16x8_add(wasm_i16x8_mul(near, wasm_i16x8_splat(3)), far), bias), shift);
}

/* Twice as wide: `sums` has `width` numbers, with its first and last once more around it. */
static void widen(const uint16_t *sums, JDIMENSION width, JSAMPROW to, int shift) {
  const v128_t even = wasm_i16x8_splat(shift == 4 ? 8 : 1), odd = wasm_i16x8_splat(shift == 4 ? 7 : 2);
  for (JDIMENSION x = 0; x < width; x += 8) {
    const v128_t here = wasm_v128_load(sums + x);
    const v128_t evens = near_far(here, wasm_v128_load(sums + x - 1), even, shift);
    const v128_t odds = near_far(here, wasm_v128_load(sums + x + 1), odd, shift);
    wasm_v128_store(to + x * 2, wasm_v128_or(evens, wasm_i16x8_shl(odds, 8)));
  }
}

/* Wide enough for the widest picture, with what stands around. */
static uint16_t row_sums[32768 + 32];

GLOBAL(int) jsimd_can_h2v2_fancy_upsample(void) { return 1; }

GLOBAL(void)
jsimd_h2v2_fancy_upsample(j_decompress_ptr cinfo, jpeg_component_info *compptr, JSAMPARRAY input_data,
                          JSAMPARRAY *output_data_ptr) {
  const JDIMENSION width = compptr->downsampled_width;
  const v128_t three = wasm_i16x8_splat(3);
  uint16_t *sums = row_sums + 8;
  JSAMPARRAY output = *output_data_ptr;
  for (int row = 0, out = 0; out < cinfo->max_v_samp_factor; row++) {
    for (int below = 0; below < 2; below++) {
      const JSAMPROW near = input_data[row], far = input_data[below ? row + 1 : row - 1];
      for (JDIMENSION x = 0; x < width; x += 16) {
        const v128_t n = wasm_v128_load(near + x), f = wasm_v128_load(far + x);
        wasm_v128_store(sums + x, wasm_i16x8_add(wasm_i16x8_mul(wasm_u16x8_extend_low_u8x16(n), three),
                                                 wasm_u16x8_extend_low_u8x16(f)));
        wasm_v128_store(sums + x + 8, wasm_i16x8_add(wasm_i16x8_mul(wasm_u16x8_extend_high_u8x16(n), three),
                                                     wasm_u16x8_extend_high_u8x16(f)));
      }
      sums[-1] = sums[0];
      sums[width] = sums[width - 1];
      widen(sums, width, output[out++], 4);
    }
  }
}

GLOBAL(int) jsimd_can_h2v1_fancy_upsample(void) { return 1; }

GLOBAL(void)
jsimd_h2v1_fancy_upsample(j_decompress_ptr cinfo, jpeg_component_info *compptr, JSAMPARRAY input_data,
                          JSAMPARRAY *output_data_ptr) {
  const JDIMENSION width = compptr->downsampled_width;
  uint16_t *sums = row_sums + 8;
  for (int row = 0; row < cinfo->max_v_samp_factor; row++) {
    const JSAMPROW from = input_data[row];
    for (JDIMENSION x = 0; x < width; x += 16) {
      const v128_t values = wasm_v128_load(from + x);
      wasm_v128_store(sums + x, wasm_u16x8_extend_low_u8x16(values));
      wasm_v128_store(sums + x + 8, wasm_u16x8_extend_high_u8x16(values));
    }
    sums[-1] = sums[0];
    sums[width] = sums[width - 1];
    widen(sums, width, (*output_data_ptr)[row], 2);
  }
}

GLOBAL(int) jsimd_can_h1v2_fancy_upsample(void) { return 1; }

GLOBAL(void)
jsimd_h1v2_fancy_upsample(j_decompress_ptr cinfo, jpeg_component_info *compptr, JSAMPARRAY input_data,
                          JSAMPARRAY *output_data_ptr) {
  const JDIMENSION width = compptr->downsampled_width;
  JSAMPARRAY output = *output_data_ptr;
  for (int row = 0, out = 0; out < cinfo->max_v_samp_factor; row++) {
    for (int below = 0; below < 2; below++) {
      const JSAMPROW near = input_data[row], far = input_data[below ? row + 1 : row - 1];
      JSAMPROW to = output[out++];
      const v128_t bias = wasm_i16x8_splat(below ? 2 : 1);
      for (JDIMENSION x = 0; x < width; x += 16) {
        const v128_t n = wasm_v128_load(near + x), f = wasm_v128_load(far + x);
        wasm_v128_store(to + x, wasm_u8x16_narrow_i16x8(
            near_far(wasm_u16x8_extend_low_u8x16(n), wasm_u16x8_extend_low_u8x16(f), bias, 2),
            near_far(wasm_u16x8_extend_high_u8x16(n), wasm_u16x8_extend_high_u8x16(f), bias, 2)));
      }
    }
  }
}

/* ---- Inverse DCT, 8 by 8 ---- */

typedef struct {
  v128_t low, high;
} Wide;

/* a * x + b * y of eight pairs, in 32 bits. */
static inline Wide dot(v128_t x, v128_t y, int a, int b) {
  const v128_t weights = wasm_i32x4_splat((int32_t)(((uint32_t)(b & 0xffff) << 16) | (uint32_t)(a & 0xffff)));
  return (Wide){wasm_i32x4_dot_i16x8(wasm_i16x8_shuffle(x, y, 0, 8, 1, 9, 2, 10, 3, 11), weights),
                wasm_i32x4_dot_i16x8(wasm_i16x8_shuffle(x, y, 4, 12, 5, 13, 6, 14, 7, 15), weights)};
}

static inline Wide plus(Wide a, Wide b) {
  return (Wide){wasm_i32x4_add(a.low, b.low), wasm_i32x4_add(a.high, b.high)};
}

static inline Wide minus(Wide a, Wide b) {
  return (Wide){wasm_i32x4_sub(a.low, b.low), wasm_i32x4_sub(a.high, b.high)};
}

static inline v128_t descaled(Wide a, int shift) {
  const v128_t half = wasm_i32x4_splat(1 << (shift - 1));
  return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(wasm_i32x4_add(a.low, half), shift),
                                 wasm_i32x4_shr(wasm_i32x4_add(a.high, half), shift));
}

/* One pass of jpeg_idct_islow over eight columns at once. */
static inline void islow_pass(v128_t *in, int shift) {
  const Wide even2 = dot(in[2], in[6], 4433, 4433 - 15137);
  const Wide even3 = dot(in[2], in[6], 4433 + 6270, 4433);
  const Wide even0 = dot(in[0], in[4], 8192, 8192);
  const Wide even1 = dot(in[0], in[4], 8192, -8192);
  const Wide e0 = plus(even0, even3), e3 = minus(even0, even3);
  const Wide e1 = plus(even1, even2), e2 = minus(even1, even2);

  const v128_t z3 = wasm_i16x8_add(in[7], in[3]), z4 = wasm_i16x8_add(in[5], in[1]);
  const Wide s3 = dot(z3, z4, 9633 - 16069, 9633);
  const Wide s4 = dot(z3, z4, 9633, 9633 - 3196);
  const Wide o0 = plus(dot(in[7], in[1], 2446 - 7373, -7373), s3);
  const Wide o3 = plus(dot(in[7], in[1], -7373, 12299 - 7373), s4);
  const Wide o1 = plus(dot(in[5], in[3], 16819 - 20995, -20995), s4);
  const Wide o2 = plus(dot(in[5], in[3], -20995, 25172 - 20995), s3);

  in[0] = descaled(plus(e0, o3), shift);
  in[7] = descaled(minus(e0, o3), shift);
  in[1] = descaled(plus(e1, o2), shift);
  in[6] = descaled(minus(e1, o2), shift);
  in[2] = descaled(plus(e2, o1), shift);
  in[5] = descaled(minus(e2, o1), shift);
  in[3] = descaled(plus(e3, o0), shift);
  in[4] = descaled(minus(e3, o0), shift);
}

static inline void transpose8(v128_t *m) {
  v128_t a[8], b[8];
  for (int i = 0; i < 4; i++) {
    a[i * 2] = wasm_i16x8_shuffle(m[i * 2], m[i * 2 + 1], 0, 8, 1, 9, 2, 10, 3, 11);
    a[i * 2 + 1] = wasm_i16x8_shuffle(m[i * 2], m[i * 2 + 1], 4, 12, 5, 13, 6, 14, 7, 15);
  }
  for (int i = 0; i < 2; i++) {
    for (int j = 0; j < 2; j++) {
      b[i * 4 + j * 2] = wasm_i32x4_shuffle(a[i * 4 + j], a[i * 4 + j + 2], 0, 4, 1, 5);
      b[i * 4 + j * 2 + 1] = wasm_i32x4_shuffle(a[i * 4 + j], a[i * 4 + j + 2], 2, 6, 3, 7);
    }
  }
  for (int i = 0; i < 4; i++) {
    m[i * 2] = wasm_i64x2_shuffle(b[i], b[i + 4], 0, 2);
    m[i * 2 + 1] = wasm_i64x2_shuffle(b[i], b[i + 4], 1, 3);
  }
}

GLOBAL(int) jsimd_can_idct_islow(void) { return 1; }

GLOBAL(void)
jsimd_idct_islow(j_decompress_ptr cinfo, jpeg_component_info *compptr, JCOEFPTR coef_block, JSAMPARRAY output_buf,
                 JDIMENSION output_col) {
  const int16_t *table = (const int16_t *)compptr->dct_table;
  v128_t m[8], rest;
  for (int i = 0; i < 8; i++) m[i] = wasm_v128_load(coef_block + i * 8);
  rest = wasm_v128_or(wasm_v128_or(wasm_v128_or(m[1], m[2]), wasm_v128_or(m[3], m[4])),
                      wasm_v128_or(wasm_v128_or(m[5], m[6]), m[7]));
  rest = wasm_v128_or(rest, wasm_i16x8_replace_lane(m[0], 0, 0));
  if (!wasm_v128_any_true(rest)) {
    /* One colour: what both passes come to. */
    int value = (((int16_t)(coef_block[0] * table[0]) << PASS1_BITS) + (1 << (PASS1_BITS + 2))) >> (PASS1_BITS + 3);
    value += 128;
    const v128_t all = wasm_u8x16_splat(value < 0 ? 0 : value > 255 ? 255 : value);
    for (int i = 0; i < 8; i++) wasm_v128_store64_lane(output_buf[i] + output_col, all, 0);
    return;
  }
  for (int i = 0; i < 8; i++) m[i] = wasm_i16x8_mul(m[i], wasm_v128_load(table + i * 8));
  islow_pass(m, CONST_BITS - PASS1_BITS);
  transpose8(m);
  islow_pass(m, CONST_BITS + PASS1_BITS + 3);
  transpose8(m);
  const v128_t center = wasm_i16x8_splat(128);
  for (int i = 0; i < 8; i += 2) {
    const v128_t two = wasm_u8x16_narrow_i16x8(wasm_i16x8_add_sat(m[i], center), wasm_i16x8_add_sat(m[i + 1], center));
    wasm_v128_store64_lane(output_buf[i] + output_col, two, 0);
    wasm_v128_store64_lane(output_buf[i + 1] + output_col, two, 1);
  }
}

/* ---- Inverse DCT to other sizes ---- */

/* Four columns of row `row`, dequantized. */
static inline lanes column4(JCOEFPTR coefficients, const int16_t *table, int row, int column) {
  const v128_t values = wasm_v128_load64_zero(coefficients + row * 8 + column);
  const v128_t factors = wasm_v128_load64_zero(table + row * 8 + column);
  return (lanes)wasm_i32x4_extmul_low_i16x8(values, factors);
}

static inline void transpose4(lanes *m) {
  const lanes a = __builtin_shufflevector(m[0], m[1], 0, 4, 1, 5), b = __builtin_shufflevector(m[0], m[1], 2, 6, 3, 7);
  const lanes c = __builtin_shufflevector(m[2], m[3], 0, 4, 1, 5), d = __builtin_shufflevector(m[2], m[3], 2, 6, 3, 7);
  m[0] = __builtin_shufflevector(a, c, 0, 1, 4, 5);
  m[1] = __builtin_shufflevector(a, c, 2, 3, 6, 7);
  m[2] = __builtin_shufflevector(b, d, 0, 1, 4, 5);
  m[3] = __builtin_shufflevector(b, d, 2, 3, 6, 7);
}

/* `out` has `size` vectors, one for each column, of four rows: they become bytes in those rows. */
static inline void store_rows(lanes *out, int size, int rows, JSAMPARRAY output_buf, JDIMENSION output_col) {
  for (int column = 0; column < size; column += 4) {
    transpose4(out + column);
    const int width = size - column < 4 ? size - column : 4;
    for (int row = 0; row < rows; row++) {
      const v128_t centered = wasm_i32x4_add((v128_t)out[column + row], wasm_i32x4_splat(128));
      const v128_t words = wasm_i16x8_narrow_i32x4(centered, centered);
      const uint32_t bytes = wasm_i32x4_extract_lane(wasm_u8x16_narrow_i16x8(words, words), 0);
      memcpy(output_buf[row] + output_col + column, &bytes, width);
    }
  }
}

/* Passes over four columns: `in` are the 8 inputs, `out` the outputs, before the last shift. */
static inline void pass4(const lanes *in, lanes *out) {
  const lanes dc = in[0] << (CONST_BITS + 1);
  const lanes even = in[2] * 15137 - in[6] * 6270;
  const lanes e0 = dc + even, e2 = dc - even;
  const lanes o0 = in[7] * -1730 + in[5] * 11893 - in[3] * 17799 + in[1] * 8697;
  const lanes o2 = in[7] * -4176 - in[5] * 4926 + in[3] * 7373 + in[1] * 20995;
  out[0] = e0 + o2;
  out[3] = e0 - o2;
  out[1] = e2 + o0;
  out[2] = e2 - o0;
}

static inline void pass2(const lanes *in, lanes *out) {
  const lanes even = in[0] << (CONST_BITS + 2);
  const lanes odd = in[7] * -5906 + in[5] * 6967 - in[3] * 10426 + in[1] * 29692;
  out[0] = even + odd;
  out[1] = even - odd;
}

/* `first` tells the passes apart where the library rounds them differently. */
static inline void pass3(const lanes *in, lanes *out, int first) {
  const lanes dc = first ? (in[0] << CONST_BITS) + (1 << (CONST_BITS - PASS1_BITS - 1))
                         : (in[0] + (1 << (PASS1_BITS + 2))) << CONST_BITS;
  const lanes c2 = in[2] * FIX(0.707106781), c1 = in[1] * FIX(1.224744871);
  out[0] = dc + c2 + c1;
  out[1] = dc - c2 - c2;
  out[2] = dc + c2 - c1;
}

/* In which columns any coefficient is. */
static inline v128_t used_lanes(JCOEFPTR block) {
  v128_t used = wasm_v128_load(block);
  for (int row = 1; row < 8; row++) used = wasm_v128_or(used, wasm_v128_load(block + row * 8));
  return used;
}

/* Nothing but the first coefficient. */
static inline int is_one_color(JCOEFPTR block, v128_t used) {
  if (wasm_v128_any_true(wasm_i16x8_replace_lane(used, 0, 0))) return 0;
  for (int row = 1; row < 8; row++) {
    if (block[row * 8] != 0) return 0;
  }
  return 1;
}

/* What both passes of every size come to then. */
static inline v128_t color_of(int first) {
  const int value = (((first << PASS1_BITS) + (1 << (PASS1_BITS + 2))) >> (PASS1_BITS + 3)) + 128;
  return wasm_u8x16_splat(value < 0 ? 0 : value > 255 ? 255 : value);
}

/*
 * An inverse DCT to `size` by `size`: `pass` over the columns, then over the rows, four at a time. `halving` bits were added
 * to the scale by the pass; where `rounded`, it has added the half of the last place itself.
 */
#define INVERSE_DCT(name, size, columns, halving, rounded, PASS1, PASS2)                                              \
  GLOBAL(int) jsimd_can_##name(void) { return 1; }                                                                    \
  GLOBAL(void)                                                                                                        \
  jsimd_##name(j_decompress_ptr cinfo, jpeg_component_info *compptr, JCOEFPTR coef_block, JSAMPARRAY output_buf,      \
               JDIMENSION output_col) {                                                                               \
    const int16_t *table = (const int16_t *)compptr->dct_table;                                                       \
    const int shift1 = CONST_BITS - PASS1_BITS + halving, shift2 = CONST_BITS + PASS1_BITS + 3 + halving;             \
    lanes between[2][((size) + 3) / 4 * 4];                                                                           \
    /* Looking at all of them costs more than the smallest transform. */                                               \
    const v128_t used = columns > 4 ? used_lanes(coef_block) : wasm_i32x4_splat(-1);                                  \
    if (columns > 4 && is_one_color(coef_block, used)) {                                                                             \
      const v128_t all = color_of((int)coef_block[0] * table[0]);                                                     \
      for (int row = 0; row < size; row++) memcpy(output_buf[row] + output_col, &all, size);                          \
      return;                                                                                                         \
    }                                                                                                                 \
    const int groups = columns > 4 && wasm_i64x2_extract_lane(used, 1) != 0 ? 2 : 1;                                  \
    if (columns > 4 && groups == 1) memset(between[1], 0, sizeof between[1]);                                         \
    const int half1 = rounded ? 0 : 1 << (shift1 - 1), half2 = rounded ? 0 : 1 << (shift2 - 1);                       \
    for (int group = 0; group < groups; group++) {                                                               \
      lanes in[8];                                                                                                    \
      for (int row = 0; row < (columns < 8 && size < 8 ? columns : 8); row++) in[row] = column4(coef_block, table, row, group * 4);                         \
      PASS1;                                                                                                          \
      for (int row = 0; row < size; row++) between[group][row] = (between[group][row] + half1) >> shift1;             \
    }                                                                                                                 \
    for (int row = 0; row < size; row += 4) {                                                                         \
      lanes in[8], out[((size) + 3) / 4 * 4];                                                                         \
      for (int index = 0; index < 4; index++) {                                                                       \
        in[index] = between[0][row + index];                                                                          \
        in[index + 4] = between[1][row + index];                                                                      \
      }                                                                                                               \
      transpose4(in);                                                                                                 \
      if (columns > 4) transpose4(in + 4);                                                                            \
      PASS2;                                                                                                          \
      for (int column = 0; column < size; column++) out[column] = (out[column] + half2) >> shift2;                    \
      store_rows(out, size, size - row < 4 ? size - row : 4, output_buf + row, output_col);                           \
    }                                                                                                                 \
  }

INVERSE_DCT(idct_4x4, 4, 8, 1, 0, pass4(in, between[group]), pass4(in, out))
INVERSE_DCT(idct_2x2, 2, 8, 2, 0, pass2(in, between[group]), pass2(in, out))
GLOBAL(void)
jsimd_idct_3x3(j_decompress_ptr, jpeg_component_info *, JCOEFPTR, JSAMPARRAY, JDIMENSION);
INVERSE_DCT(idct_3x3, 3, 3, 0, 1, pass3(in, between[group], 1), pass3(in, out, 0))

/* ---- Inverse DCT to 6, 7, 12 and 14, eight columns at once ---- */

/* The library's butterflies, multiplied out: sums are exact until the last shift, so their order does not matter. */
static inline void pass6(const v128_t *in, v128_t *out, int shift) {
  const int c2 = FIX(1.224744871), c4 = FIX(0.707106781), c5 = FIX(0.366025404), one = 1 << CONST_BITS;
  const Wide a = dot(in[0], in[4], one, c4), e1 = dot(in[0], in[4], one, -2 * c4);
  const Wide b = dot(in[2], in[5], c2, 0);
  const Wide e0 = plus(a, b), e2 = minus(a, b);
  const Wide o0 = plus(dot(in[1], in[3], c5 + one, one), dot(in[2], in[5], 0, c5));
  const Wide o1 = plus(dot(in[1], in[3], one, -one), dot(in[2], in[5], 0, -one));
  const Wide o2 = plus(dot(in[1], in[3], c5, -one), dot(in[2], in[5], 0, c5 + one));
  out[0] = descaled(plus(e0, o0), shift);
  out[5] = descaled(minus(e0, o0), shift);
  out[1] = descaled(plus(e1, o1), shift);
  out[4] = descaled(minus(e1, o1), shift);
  out[2] = descaled(plus(e2, o2), shift);
  out[3] = descaled(minus(e2, o2), shift);
}

static inline void pass7(const v128_t *in, v128_t *out, int shift) {
  const int one = 1 << CONST_BITS, c0 = FIX(1.414213562), c2 = FIX(1.274162392), c4 = FIX(0.881747734);
  const int c6 = FIX(0.314692123), k = FIX(0.935414347), l = FIX(0.170262339), c1 = FIX(1.378756276), c5 = FIX(0.613604268);
  const v128_t none = wasm_i16x8_splat(0);
  const Wide even[4] = {
      plus(dot(in[0], in[2], one, c2), dot(in[4], in[6], c4, c2 - c4 - FIX(0.077722536))),
      plus(dot(in[0], in[2], one, c6), dot(in[4], in[6], c4 - c6 - FIX(1.841218003), -c4)),
      plus(dot(in[0], in[2], one, c6 + c2 - FIX(2.470602249)), dot(in[4], in[6], -c6, c2)),
      plus(dot(in[0], in[2], one, -c0), dot(in[4], in[6], c0, -c0)),
  };
  const Wide odd[3] = {
      plus(dot(in[1], in[3], k - l + c5, k + l), dot(in[5], none, c5, 0)),
      plus(dot(in[1], in[3], k + l, k - l - c1), dot(in[5], none, -c1, 0)),
      plus(dot(in[1], in[3], c5, -c1), dot(in[5], none, c5 - c1 + FIX(1.870828693), 0)),
  };
  for (int i = 0; i < 3; i++) {
    out[i] = descaled(plus(even[i], odd[i]), shift);
    out[6 - i] = descaled(minus(even[i], odd[i]), shift);
  }
  out[3] = descaled(even[3], shift);
}

/* How much there is to do: `FEW` where the last four inputs are zero, `HALF` where only the first four lanes count. */
#define FEW 1
#define HALF 2

static inline v128_t descaled_of(Wide a, int shift, int how) {
  return descaled(how & HALF ? (Wide){a.low, a.low} : a, shift);
}

static inline __attribute__((always_inline)) void pass12(const v128_t *in, v128_t *out, int shift, int how) {
  const int c2 = FIX(1.366025404), c4 = FIX(1.224744871), one = 1 << CONST_BITS;
  const int k = FIX(0.860918669), l = k + FIX(0.261052384), m = k - FIX(1.045510580), c3 = FIX(1.306562965);
  Wide even[6], odd[6] = {dot(in[1], in[3], l + FIX(0.280143716), c3),    dot(in[1], in[3], 4433 + 6270, 4433),
                          dot(in[1], in[3], l, -4433),                    dot(in[1], in[3], k, -c3),
                          dot(in[1], in[3], 4433, 4433 - 15137),          dot(in[1], in[3], k - FIX(0.676326758), -4433)};
  if (how & FEW) {
    even[0] = dot(in[0], in[2], one, c2);
    even[1] = dot(in[0], in[2], one, one);
    even[2] = dot(in[0], in[2], one, c2 - one);
    even[3] = dot(in[0], in[2], one, one - c2);
    even[4] = dot(in[0], in[2], one, -one);
    even[5] = dot(in[0], in[2], one, -c2);
  } else {
    const Wide dc = dot(in[0], in[4], one, 0), a = dot(in[0], in[4], one, c4), b = dot(in[0], in[4], one, -c4);
    const Wide p = dot(in[2], in[6], c2, one), q = dot(in[2], in[6], one, -one), r = dot(in[2], in[6], c2 - one, -one);
    even[0] = plus(a, p), even[1] = plus(dc, q), even[2] = plus(b, r);
    even[3] = minus(b, r), even[4] = minus(dc, q), even[5] = minus(a, p);
    odd[0] = plus(odd[0], dot(in[5], in[7], l, k));
    odd[1] = plus(odd[1], dot(in[5], in[7], -4433, -4433 - 6270));
    odd[2] = plus(odd[2], dot(in[5], in[7], l - FIX(1.045510580) - FIX(1.478575242), m));
    odd[3] = plus(odd[3], dot(in[5], in[7], m, m + FIX(1.586706681)));
    odd[4] = plus(odd[4], dot(in[5], in[7], 15137 - 4433, -4433));
    odd[5] = plus(odd[5], dot(in[5], in[7], k, k - FIX(1.982889723)));
  }
  for (int i = 0; i < 6; i++) {
    out[i] = descaled_of(plus(even[i], odd[i]), shift, how);
    out[11 - i] = descaled_of(minus(even[i], odd[i]), shift, how);
  }
}

static inline __attribute__((always_inline)) void pass14(const v128_t *in, v128_t *out, int shift, int how) {
  const int one = 1 << CONST_BITS, c4 = FIX(1.274162392), c6 = FIX(1.105676686), c8 = FIX(0.881747734);
  const int c10 = FIX(0.613604268), c12 = FIX(0.314692123), c2 = c6 + FIX(0.273079590);
  const int c3 = FIX(1.334852607), c5 = FIX(1.197448846), c9 = FIX(0.752406978), c11 = FIX(0.467085129);
  const int c1 = FIX(1.405321284), c13 = FIX(0.158341681);
  Wide even[7], odd[7] = {
      dot(in[1], in[3], c3 + c5 - FIX(1.126980169), c3), dot(in[1], in[3], c3, c3 - c13 - FIX(0.424103948)),
      dot(in[1], in[3], c5, -c13),                       dot(in[1], in[3], one, -one),
      dot(in[1], in[3], c9, -c1),                        dot(in[1], in[3], c11, FIX(0.674957567) - c11 - c1),
      dot(in[1], in[3], c9 - FIX(1.061150426) + c11, -c11),
  };
  if (how & FEW) {
    even[0] = dot(in[0], in[2], one, c2);
    even[1] = dot(in[0], in[2], one, c6);
    even[2] = dot(in[0], in[2], one, c10);
    even[3] = dot(in[0], in[2], one, 0);
    even[4] = dot(in[0], in[2], one, -c10);
    even[5] = dot(in[0], in[2], one, -c6);
    even[6] = dot(in[0], in[2], one, -c2);
  } else {
    const Wide a = dot(in[0], in[4], one, c4), b = dot(in[0], in[4], one, c12), c = dot(in[0], in[4], one, -c8);
    const Wide p = dot(in[2], in[6], c2, c6), q = dot(in[2], in[6], c6, c6 - FIX(1.719280954));
    const Wide r = dot(in[2], in[6], c10, -FIX(1.378756276));
    even[0] = plus(a, p), even[1] = plus(b, q), even[2] = plus(c, r);
    even[3] = dot(in[0], in[4], one, -2 * (c4 + c12 - c8));
    even[4] = minus(c, r), even[5] = minus(b, q), even[6] = minus(a, p);
    odd[0] = plus(odd[0], dot(in[5], in[7], c5, one));
    odd[1] = plus(odd[1], dot(in[5], in[7], -c13, -one));
    odd[2] = plus(odd[2], dot(in[5], in[7], c5 - c13 - FIX(2.373959773), -one));
    odd[3] = plus(odd[3], dot(in[5], in[7], -one, one));
    odd[4] = plus(odd[4], dot(in[5], in[7], c9 + c1 - FIX(1.6906431334), one));
    odd[5] = plus(odd[5], dot(in[5], in[7], c1, -one));
    odd[6] = plus(odd[6], dot(in[5], in[7], c9, -one));
  }
  for (int i = 0; i < 7; i++) {
    out[i] = descaled_of(plus(even[i], odd[i]), shift, how);
    out[13 - i] = descaled_of(minus(even[i], odd[i]), shift, how);
  }
}

/* Bytes of the two rows, each in half a vector. */
static inline v128_t two_rows(v128_t first, v128_t second) {
  const v128_t center = wasm_i16x8_splat(128);
  return wasm_u8x16_narrow_i16x8(wasm_i16x8_add_sat(first, center), wasm_i16x8_add_sat(second, center));
}

#define SHIFT1 (CONST_BITS - PASS1_BITS)
#define SHIFT2 (CONST_BITS + PASS1_BITS + 3)

GLOBAL(void)
jsimd_idct_6x6(j_decompress_ptr cinfo, jpeg_component_info *compptr, JCOEFPTR coef_block, JSAMPARRAY output_buf,
               JDIMENSION output_col) {
  const int16_t *table = (const int16_t *)compptr->dct_table;
  const v128_t used = used_lanes(coef_block);
  if (is_one_color(coef_block, used)) {
    const v128_t all = color_of((int)coef_block[0] * table[0]);
    for (int row = 0; row < 6; row++) memcpy(output_buf[row] + output_col, &all, 6);
    return;
  }
  v128_t in[6], m[8];
  for (int i = 0; i < 6; i++) in[i] = wasm_i16x8_mul(wasm_v128_load(coef_block + i * 8), wasm_v128_load(table + i * 8));
  pass6(in, m, SHIFT1);
  m[6] = m[7] = wasm_i16x8_splat(0);
  transpose8(m);
  v128_t out[8];
  pass6(m, out, SHIFT2);
  out[6] = out[7] = wasm_i16x8_splat(0);
  transpose8(out);
  for (int i = 0; i < 6; i += 2) {
    const v128_t two = two_rows(out[i], out[i + 1]);
    uint8_t *first = output_buf[i] + output_col, *second = output_buf[i + 1] + output_col;
    wasm_v128_store32_lane(first, two, 0);
    wasm_v128_store16_lane(first + 4, two, 2);
    wasm_v128_store32_lane(second, two, 2);
    wasm_v128_store16_lane(second + 4, two, 6);
  }
}

GLOBAL(void)
jsimd_idct_7x7(j_decompress_ptr cinfo, jpeg_component_info *compptr, JCOEFPTR coef_block, JSAMPARRAY output_buf,
               JDIMENSION output_col) {
  const int16_t *table = (const int16_t *)compptr->dct_table;
  const v128_t used = used_lanes(coef_block);
  if (is_one_color(coef_block, used)) {
    const v128_t all = color_of((int)coef_block[0] * table[0]);
    for (int row = 0; row < 7; row++) memcpy(output_buf[row] + output_col, &all, 7);
    return;
  }
  v128_t in[7], m[8];
  for (int i = 0; i < 7; i++) in[i] = wasm_i16x8_mul(wasm_v128_load(coef_block + i * 8), wasm_v128_load(table + i * 8));
  pass7(in, m, SHIFT1);
  m[7] = wasm_i16x8_splat(0);
  transpose8(m);
  v128_t out[8];
  pass7(m, out, SHIFT2);
  out[7] = wasm_i16x8_splat(0);
  transpose8(out);
  for (int i = 0; i < 7; i++) {
    const v128_t row = two_rows(out[i], out[i]);
    uint8_t *to = output_buf[i] + output_col;
    wasm_v128_store32_lane(to, row, 0);
    wasm_v128_store32_lane(to + 3, wasm_i8x16_shuffle(row, row, 3, 4, 5, 6, 3, 4, 5, 6, 3, 4, 5, 6, 3, 4, 5, 6), 0);
  }
}

/* The second pass over `count` rows, 4 or 8, and what comes of it. */
static inline __attribute__((always_inline)) void rows12(v128_t *m, int count, int how, JSAMPARRAY output_buf,
                                                         JDIMENSION output_col) {
  v128_t out[16];
  transpose8(m);
  pass12(m, out, SHIFT2, how);
  for (int i = 12; i < 16; i++) out[i] = wasm_i16x8_splat(0);
  transpose8(out);
  transpose8(out + 8);
  for (int row = 0; row < count; row += 2) {
    uint8_t *to = output_buf[row] + output_col, *next = output_buf[row + 1] + output_col;
    const v128_t left = two_rows(out[row], out[row + 1]), right = two_rows(out[8 + row], out[9 + row]);
    wasm_v128_store64_lane(to, left, 0);
    wasm_v128_store32_lane(to + 8, right, 0);
    wasm_v128_store64_lane(next, left, 1);
    wasm_v128_store32_lane(next + 8, right, 2);
  }
}

GLOBAL(void)
jsimd_idct_12x12(j_decompress_ptr cinfo, jpeg_component_info *compptr, JCOEFPTR coef_block, JSAMPARRAY output_buf,
                 JDIMENSION output_col) {
  const int16_t *table = (const int16_t *)compptr->dct_table;
  const v128_t used = used_lanes(coef_block);
  if (is_one_color(coef_block, used)) {
    const v128_t all = color_of((int)coef_block[0] * table[0]);
    for (int row = 0; row < 12; row++) memcpy(output_buf[row] + output_col, &all, 12);
    return;
  }
  v128_t in[8], m[16];
  for (int i = 0; i < 8; i++) in[i] = wasm_i16x8_mul(wasm_v128_load(coef_block + i * 8), wasm_v128_load(table + i * 8));
  for (int i = 12; i < 16; i++) m[i] = wasm_i16x8_splat(0);
  const v128_t lower = wasm_v128_or(wasm_v128_or(in[4], in[5]), wasm_v128_or(in[6], in[7]));
  if (!wasm_v128_any_true(lower) && wasm_i64x2_extract_lane(used, 1) == 0) {
    pass12(in, m, SHIFT1, FEW | HALF);
    rows12(m, 8, FEW, output_buf, output_col);
    rows12(m + 8, 4, FEW | HALF, output_buf + 8, output_col);
  } else {
    pass12(in, m, SHIFT1, 0);
    rows12(m, 8, 0, output_buf, output_col);
    rows12(m + 8, 4, HALF, output_buf + 8, output_col);
  }
}

/* The same for 14: `count` is 6 or 8. */
static inline __attribute__((always_inline)) void rows14(v128_t *m, int count, int how, JSAMPARRAY output_buf,
                                                         JDIMENSION output_col) {
  v128_t out[16];
  transpose8(m);
  pass14(m, out, SHIFT2, how);
  out[14] = out[15] = wasm_i16x8_splat(0);
  transpose8(out);
  transpose8(out + 8);
  for (int row = 0; row < count; row += 2) {
    uint8_t *to = output_buf[row] + output_col, *next = output_buf[row + 1] + output_col;
    const v128_t left = two_rows(out[row], out[row + 1]), right = two_rows(out[8 + row], out[9 + row]);
    wasm_v128_store64_lane(to, left, 0);
    wasm_v128_store32_lane(to + 8, right, 0);
    wasm_v128_store16_lane(to + 12, right, 2);
    wasm_v128_store64_lane(next, left, 1);
    wasm_v128_store32_lane(next + 8, right, 2);
    wasm_v128_store16_lane(next + 12, right, 6);
  }
}

GLOBAL(void)
jsimd_idct_14x14(j_decompress_ptr cinfo, jpeg_component_info *compptr, JCOEFPTR coef_block, JSAMPARRAY output_buf,
                 JDIMENSION output_col) {
  const int16_t *table = (const int16_t *)compptr->dct_table;
  const v128_t used = used_lanes(coef_block);
  if (is_one_color(coef_block, used)) {
    const v128_t all = color_of((int)coef_block[0] * table[0]);
    for (int row = 0; row < 14; row++) memcpy(output_buf[row] + output_col, &all, 14);
    return;
  }
  v128_t in[8], m[16];
  for (int i = 0; i < 8; i++) in[i] = wasm_i16x8_mul(wasm_v128_load(coef_block + i * 8), wasm_v128_load(table + i * 8));
  m[14] = m[15] = wasm_i16x8_splat(0);
  const v128_t lower = wasm_v128_or(wasm_v128_or(in[4], in[5]), wasm_v128_or(in[6], in[7]));
  if (!wasm_v128_any_true(lower) && wasm_i64x2_extract_lane(used, 1) == 0) {
    pass14(in, m, SHIFT1, FEW | HALF);
    rows14(m, 8, FEW, output_buf, output_col);
    rows14(m + 8, 6, FEW, output_buf + 8, output_col);
  } else {
    pass14(in, m, SHIFT1, 0);
    rows14(m, 8, 0, output_buf, output_col);
    rows14(m + 8, 6, 0, output_buf + 8, output_col);
  }
}

/* ---- Memory ---- */

/* In place of the library's, which a call of `memset` stands behind: blocks are cleared before every unit. */
__attribute__((no_builtin("memset"))) GLOBAL(void)
jzero_far(void *target, size_t bytes) {
  uint8_t *at = target;
  uint8_t *const end = at + bytes;
  const v128_t zero = wasm_i8x16_splat(0);
  for (; at + 64 <= end; at += 64) {
    wasm_v128_store(at, zero);
    wasm_v128_store(at + 16, zero);
    wasm_v128_store(at + 32, zero);
    wasm_v128_store(at + 48, zero);
  }
  for (; at < end; at++) *at = 0;
}

/* ---- What is not wanted ---- */

#define NOT(name) GLOBAL(int) name(void) { return 0; }
NOT(jsimd_can_ycc_rgb565)
NOT(jsimd_can_h2v2_upsample)
NOT(jsimd_can_h2v1_upsample)
NOT(jsimd_can_int_upsample)
NOT(jsimd_can_h2v2_merged_upsample)
NOT(jsimd_can_h2v1_merged_upsample)
NOT(jsimd_can_idct_ifast)
NOT(jsimd_can_idct_float)

#define UPSAMPLE(name) GLOBAL(void) name(j_decompress_ptr a, jpeg_component_info *b, JSAMPARRAY c, JSAMPARRAY *d) {}
UPSAMPLE(jsimd_h2v2_upsample)
UPSAMPLE(jsimd_h2v1_upsample)
UPSAMPLE(jsimd_int_upsample)
#define MERGED(name) GLOBAL(void) name(j_decompress_ptr a, JSAMPIMAGE b, JDIMENSION c, JSAMPARRAY d) {}
MERGED(jsimd_h2v2_merged_upsample)
MERGED(jsimd_h2v1_merged_upsample)
#define INVERSE(name) \
  GLOBAL(void) name(j_decompress_ptr a, jpeg_component_info *b, JCOEFPTR c, JSAMPARRAY d, JDIMENSION e) {}
INVERSE(jsimd_idct_ifast)
INVERSE(jsimd_idct_float)
GLOBAL(void) jsimd_ycc_rgb565_convert(j_decompress_ptr a, JSAMPIMAGE b, JDIMENSION c, JSAMPARRAY d, int e) {}
