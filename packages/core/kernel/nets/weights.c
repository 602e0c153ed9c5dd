/** Lays out weights as the loops read them, and widens those that a model's file holds in fewer bits. */
#include "step.h"

/** What moves the exponent of a half-precision number to where a single-precision one has it. */
static const float biasDifference = 0x1p112f;

INLINE vec widened(vec halves) {
  const vec sign = wasm_i32x4_shl(wasm_v128_and(halves, wasm_i32x4_const_splat(0x8000)), 16);
  const vec rest = wasm_i32x4_shl(wasm_v128_and(halves, wasm_i32x4_const_splat(0x7fff)), 13);
  return wasm_f32x4_mul(wasm_v128_or(sign, rest), wasm_f32x4_splat(biasDifference));
}

/** Half-precision numbers, all finite, as single-precision ones. `from` may end where `to` ends. */
__attribute__((export_name("widenHalves"))) void widenHalves(const uint16_t *from, float *to, int count) {
  int i = 0;
  for (; i + 4 <= count; i += 4) store(to + i, widened(wasm_u32x4_load16x4(from + i)));
  for (; i < count; i++) to[i] = wasm_f32x4_extract_lane(widened(wasm_u32x4_extend_low_u16x8(wasm_v128_load16_splat(from + i))), 0);
}

/** Rows of signed bytes, each times its own scale. `from` may end where `to` ends. */
__attribute__((export_name("widenBytes"))) void widenBytes(const int8_t *from, const float *scales, float *to, int rows, int each) {
  for (int row = 0; row < rows; row++, from += each, to += each) {
    const vec scale = wasm_f32x4_splat(scales[row]);
    int i = 0;
    for (; i + 8 <= each; i += 8) {
      const vec eight = wasm_i16x8_load8x8(from + i);
      store(to + i, wasm_f32x4_mul(wasm_f32x4_convert_i32x4(wasm_i32x4_extend_low_i16x8(eight)), scale));
      store(to + i + 4, wasm_f32x4_mul(wasm_f32x4_convert_i32x4(wasm_i32x4_extend_high_i16x8(eight)), scale));
    }
    for (; i < each; i++) to[i] = (float)from[i] * scales[row];
  }
}

/** Four rows of four as four columns. `stride` floats stand between rows. */
INLINE void transpose(const float *from, int stride, float *to, int toStride) {
  const vec a = load(from), b = load(from + stride), c = load(from + 2 * stride), d = load(from + 3 * stride);
  const vec ab = wasm_i32x4_shuffle(a, b, 0, 4, 1, 5), cd = wasm_i32x4_shuffle(c, d, 0, 4, 1, 5);
  store(to, wasm_i64x2_shuffle(ab, cd, 0, 2));
  store(to + toStride, wasm_i64x2_shuffle(ab, cd, 1, 3));
  const vec abHigh = wasm_i32x4_shuffle(a, b, 2, 6, 3, 7), cdHigh = wasm_i32x4_shuffle(c, d, 2, 6, 3, 7);
  store(to + 2 * toStride, wasm_i64x2_shuffle(abHigh, cdHigh, 0, 2));
  store(to + 3 * toStride, wasm_i64x2_shuffle(abHigh, cdHigh, 1, 3));
}

/**
 * Weights of a convolution over all channels, as ONNX keeps them (output channel, input channel, tap), into panels of eight output channels
 * and, where four or fewer are left, one of four: for each tap and input channel those of the panel. What is missing is 0.
 */
__attribute__((export_name("packPanels"))) void packPanels(const float *from, float *to, int outputs, int inputs, int taps) {
  const int whole = (outputs + 3) & ~3;
  const int depth = inputs * taps;
  for (int first = 0; first < whole; first += 8) {
    const int width = whole - first >= 8 ? 8 : 4;
    for (int tap = 0; tap < taps; tap++) {
      int input = 0;
      if (taps == 1 && first + width <= outputs) {
        const float *rows = from + first * depth;
        for (; input + 4 <= inputs; input += 4, to += 4 * width) {
          transpose(rows + input, depth, to, width);
          if (width == 8) transpose(rows + 4 * depth + input, depth, to + 4, width);
        }
      }
      for (; input < inputs; input++)
        for (int i = 0; i < width; i++)
          *to++ = first + i < outputs ? from[(first + i) * depth + input * taps + tap] : 0;
    }
  }
}

/** Weights of a convolution of each channel by itself (channel, tap) into vectors of channels, tap by tap. What is missing is 0. */
__attribute__((export_name("packTaps"))) void packTaps(const float *from, float *to, int channels, int taps) {
  const int whole = (channels + 3) & ~3;
  for (int tap = 0; tap < taps; tap++)
    for (int c = 0; c < whole; c++) *to++ = c < channels ? from[c * taps + tap] : 0;
}
