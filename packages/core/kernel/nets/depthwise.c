/** Convolutions of each channel by itself: four channels a vector, several neighbouring pixels at once. */
#include "step.h"

/** Where taps lie, and how many rows of them within the map. */
struct taps {
  /** The first tap of the first pixel. */
  const float *from, *weights;
  int rows;
};

/** `count` neighbouring pixels of a row, all of whose columns lie within the map, under a kernel three wide. */
INLINE void pixels(const int count, const int stride, const int leaks, const struct step *s, const struct ending *e, struct taps taps,
                   int pixel) {
  const int channels = wholeVectors(s->inputChannels), outputStride = s->outputStride;
  const int apart = s->inputStride, rowApart = s->inputWidth * s->inputStride * s->dilationY;
  const float *bias = (const float *)s->bias;
  float *out = (float *)s->output + pixel * outputStride;
  const struct ending end = *e;
  for (int c = 0; c < channels; c += 4) {
    vec sum[4];
#pragma unroll
    for (int i = 0; i < count; i++) sum[i] = load(bias + c);
    const float *x = taps.from + c, *w = taps.weights + c;
    // As much as fits into registers: engines load all that they will need of an unrolled loop, and spill it.
    for (int row = 0; row < taps.rows; row++, x += rowApart, w += 3 * apart) {
      vec seen[8], weight[3];
#pragma unroll
      for (int i = 0; i < 3; i++) weight[i] = load(w + i * apart);
#pragma unroll
      for (int i = 0; i < (count - 1) * stride + 3; i++) seen[i] = load(x + i * apart);
#pragma unroll
      for (int i = 0; i < count; i++) {
        vec part = wasm_f32x4_mul(seen[i * stride], weight[0]);
        part = wasm_f32x4_add(part, wasm_f32x4_mul(seen[i * stride + 1], weight[1]));
        part = wasm_f32x4_add(part, wasm_f32x4_mul(seen[i * stride + 2], weight[2]));
        sum[i] = wasm_f32x4_add(sum[i], part);
      }
    }
#pragma unroll
    for (int i = 0; i < count; i++) store(out + i * outputStride + c, activate(leaks, &end, sum[i], c));
  }
}

#define ROW(name, atOnce, stride, leaks)                                                                              \
  ALONE static void name(const struct step *s, const struct ending *e, struct taps taps, int count, int pixel) {      \
    for (; count >= atOnce; count -= atOnce, pixel += atOnce, taps.from += atOnce * stride * s->inputStride)          \
      pixels(atOnce, stride, leaks, s, e, taps, pixel);                                                               \
    for (; count > 0; count--, pixel++, taps.from += stride * s->inputStride) pixels(1, stride, leaks, s, e, taps, pixel); \
  }

ROW(rowClamped, 4, 1, 0)
ROW(rowLeaking, 4, 1, 1)
ROW(secondClamped, 3, 2, 0)
ROW(secondLeaking, 3, 2, 1)

/** One pixel of any kernel, of which the taps from `firstY`, `firstX` to before `endY`, `endX` lie within the map. */
ALONE static void onePixel(const struct step *s, const struct ending *e, int top, int left, int firstY, int endY, int firstX, int endX,
                           int pixel) {
  const int channels = wholeVectors(s->inputChannels), stride = s->inputStride, apart = s->dilationX * stride;
  const int rowApart = s->dilationY * s->inputWidth * stride, leaks = s->activation == LEAK;
  const float *bias = (const float *)s->bias;
  float *out = (float *)s->output + pixel * s->outputStride;
  const float *first = (const float *)s->input +
                       ((top + firstY * s->dilationY) * s->inputWidth + left + firstX * s->dilationX) * stride;
  const float *firstWeight = (const float *)s->weights + (firstY * s->kernelWidth + firstX) * stride;
  const struct ending end = *e;
  if (firstX >= endX) endY = firstY;
  for (int c = 0; c < channels; c += 4) {
    vec sum = load(bias + c);
    const float *row = first + c, *weights = firstWeight + c;
    for (int ky = firstY; ky < endY; ky++, row += rowApart, weights += s->kernelWidth * stride) {
      const float *x = row, *w = weights;
      vec part = wasm_f32x4_mul(load(x), load(w));
      for (int kx = firstX + 1; kx < endX; kx++) {
        x += apart;
        w += stride;
        part = wasm_f32x4_add(part, wasm_f32x4_mul(load(x), load(w)));
      }
      sum = wasm_f32x4_add(sum, part);
    }
    store(out + c, leaks ? activate(1, &end, sum, c) : activate(0, &end, sum, c));
  }
}

INLINE int atLeast0(int value) { return value < 0 ? 0 : value; }
INLINE int least(int a, int b) { return a < b ? a : b; }

/** The first tap at or after the map's start, and the one after its last. */
INLINE int firstTap(int start, int dilation) { return start >= 0 ? 0 : (-start + dilation - 1) / dilation; }
INLINE int endTap(int start, int dilation, int size, int taps) {
  return least(taps, atLeast0(size - start + dilation - 1) / dilation);
}

void depthwise(const struct step *s, const struct ending *e) {
  const int plain = s->dilationX == 1 && s->strideX <= 2 && s->kernelWidth == 3;
  /** Pixels all of whose columns lie within the map. */
  const int inner = least(s->outputWidth, (s->padLeft + s->strideX - 1) / s->strideX);
  const int last = s->inputWidth + s->padLeft - (s->kernelWidth - 1) * s->dilationX - 1;
  const int outer = last < 0 || !plain ? inner : least(s->outputWidth, last / s->strideX + 1);
  for (int y = 0; y < s->outputHeight; y++) {
    const int top = y * s->strideY - s->padTop;
    const int firstY = firstTap(top, s->dilationY), endY = endTap(top, s->dilationY, s->inputHeight, s->kernelHeight);
    for (int x = 0; x < s->outputWidth; x++) {
      const int left = x * s->strideX - s->padLeft;
      const int pixel = y * s->outputWidth + x;
      if (x < inner || x >= outer) {
        onePixel(s, e, top, left, firstY, endY, firstTap(left, s->dilationX),
                 endTap(left, s->dilationX, s->inputWidth, s->kernelWidth), pixel);
        continue;
      }
      const struct taps taps = {
          (const float *)s->input + ((top + firstY * s->dilationY) * s->inputWidth + left) * s->inputStride,
          (const float *)s->weights + firstY * 3 * s->inputStride,
          endY - firstY,
      };
      const int leaks = s->activation == LEAK;
      if (s->strideX == 2) (leaks ? secondLeaking : secondClamped)(s, e, taps, outer - x, pixel);
      else (leaks ? rowLeaking : rowClamped)(s, e, taps, outer - x, pixel);
      x = outer - 1;
    }
  }
}
