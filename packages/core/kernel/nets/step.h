/** What a program for the nets is made of: steps, written by the planner in `src/backends/simd/steps.ts`, which has the same list of fields. */
#pragma once
#include <stdint.h>
#include <wasm_simd128.h>

#define INLINE static inline __attribute__((always_inline))
#define ALONE __attribute__((noinline))

typedef v128_t vec;

/** Maps lie pixel by pixel, channels last. Between pixels are `…Stride` floats, the channels filled up to whole vectors; what is there is nobody's. */
enum operation {
  PLANES_TO_PIXELS,
  PIXELS_TO_PLANES,
  CONVOLUTION,
  DEPTHWISE,
  MAX_POOL,
  MEAN,
  RESIZE,
  ADD,
  MULTIPLY,
  AFFINE,
  LOGISTIC,
  ACTIVATE,
  COPY,
};

enum activation { CLAMP, LEAK };

struct step {
  int32_t operation;
  /** Addresses: of the model's numbers as they are; odd ones are offsets into the arena, plus one. 0 is none. */
  int32_t input, other, output, weights, bias, scratch;
  int32_t inputHeight, inputWidth, inputChannels, inputStride;
  int32_t outputHeight, outputWidth, outputChannels, outputStride;
  int32_t kernelHeight, kernelWidth, strideY, strideX, dilationY, dilationX, padTop, padLeft;
  /** What is added before the activation: a map of the output's size, of which the first `addedChannels` count. */
  int32_t added, addedChannels, addedStride;
  int32_t activation, slopes;
  float low, high;
  /** Rows of pixels that `scratch` has room for. */
  int32_t scratchRows;
  /** Floats between pixels of `other`; 0 for one pixel that all of the input meet. */
  int32_t otherStride;
};

/** How a value becomes an output: what is added, and the activation, which is `LEAK` or `CLAMP`. Without one, nothing is clamped. */
struct ending {
  const float *added;
  int addedStride, addedChannels;
  vec low, high;
  const float *slopes;
};

INLINE vec load(const float *from) { return wasm_v128_load(from); }
INLINE void store(float *to, vec value) { wasm_v128_store(to, value); }
INLINE int wholeVectors(int channels) { return (channels + 3) & ~3; }

/** @param channel The first of the four that `value` holds. */
INLINE vec activate(const int leaks, const struct ending *e, vec value, int channel) {
  if (!leaks) return wasm_f32x4_pmin(e->high, wasm_f32x4_pmax(e->low, value));
  const vec zero = wasm_f32x4_const_splat(0);
  const vec below = wasm_f32x4_mul(wasm_f32x4_pmin(zero, value), load(e->slopes + channel));
  return wasm_f32x4_add(wasm_f32x4_pmax(zero, value), below);
}

INLINE vec finish(const int leaks, const struct ending *e, vec value, int pixel, int channel) {
  if (channel < e->addedChannels) value = wasm_f32x4_add(value, load(e->added + pixel * e->addedStride + channel));
  return activate(leaks, e, value, channel);
}

/** Each for outputs that leak and for those that do not. */
void convolution(const struct step *s, const struct ending *e);
void depthwise(const struct step *s, const struct ending *e);
void maxPool(const struct step *s);
void mean(const struct step *s);
void resize(const struct step *s, const struct ending *e);
void elementwise(const struct step *s, const struct ending *e);
void copy(const struct step *s);
void planesToPixels(const struct step *s);
void pixelsToPlanes(const struct step *s);
