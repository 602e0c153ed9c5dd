/** Everything that is no convolution: pooling, resizing, arithmetic between maps, and the order in which numbers lie. */
#include "step.h"

void maxPool(const struct step *s) {
  const int channels = wholeVectors(s->inputChannels), stride = s->inputStride, inputWidth = s->inputWidth;
  float *out = (float *)s->output;
  for (int y = 0; y < s->outputHeight; y++) {
    for (int x = 0; x < s->outputWidth; x++, out += s->outputStride) {
      int isFirst = 1;
      for (int ky = 0; ky < s->kernelHeight; ky++) {
        const int iy = y * s->strideY - s->padTop + ky * s->dilationY;
        if (iy < 0 || iy >= s->inputHeight) continue;
        for (int kx = 0; kx < s->kernelWidth; kx++) {
          const int ix = x * s->strideX - s->padLeft + kx * s->dilationX;
          if (ix < 0 || ix >= inputWidth) continue;
          const float *from = (const float *)s->input + (iy * inputWidth + ix) * stride;
          if (isFirst) for (int c = 0; c < channels; c += 4) store(out + c, load(from + c));
          else for (int c = 0; c < channels; c += 4) store(out + c, wasm_f32x4_pmax(load(out + c), load(from + c)));
          isFirst = 0;
        }
      }
      if (isFirst) for (int c = 0; c < channels; c += 4) store(out + c, wasm_f32x4_const_splat(-__builtin_inff()));
    }
  }
}

void mean(const struct step *s) {
  const int channels = wholeVectors(s->inputChannels);
  const int pixels = s->inputHeight * s->inputWidth;
  const vec count = wasm_f32x4_splat((float)pixels);
  for (int c = 0; c < channels; c += 4) {
    const float *from = (const float *)s->input + c;
    vec sum = wasm_f32x4_const_splat(0);
    for (int p = 0; p < pixels; p++, from += s->inputStride) sum = wasm_f32x4_add(sum, load(from));
    store((float *)s->output + c, wasm_f32x4_div(sum, count));
  }
}

/** What a row or column of the output is made of: two of the input, and the share of the second. */
struct between {
  int32_t first, second;
  float share;
};

/** `weights` holds a `struct between` for every row of the output, then one for every column. Second shares of 0 are not looked at. */
void resize(const struct step *s, const struct ending *e) {
  const struct between *rows = (const struct between *)s->weights;
  const struct between *columns = rows + s->outputHeight;
  const int channels = wholeVectors(s->inputChannels);
  float *out = (float *)s->output;
  int pixel = 0;
  for (int y = 0; y < s->outputHeight; y++) {
    const float *upper = (const float *)s->input + rows[y].first * s->inputWidth * s->inputStride;
    const float *lower = (const float *)s->input + rows[y].second * s->inputWidth * s->inputStride;
    const vec down = wasm_f32x4_splat(rows[y].share), up = wasm_f32x4_splat(1 - rows[y].share);
    for (int x = 0; x < s->outputWidth; x++, out += s->outputStride, pixel++) {
      const int left = columns[x].first * s->inputStride, right = columns[x].second * s->inputStride;
      if (rows[y].share == 0 && columns[x].share == 0) {
        for (int c = 0; c < channels; c += 4) store(out + c, finish(0, e, load(upper + left + c), pixel, c));
        continue;
      }
      const vec far = wasm_f32x4_splat(columns[x].share), near = wasm_f32x4_splat(1 - columns[x].share);
      const vec weights[4] = {wasm_f32x4_mul(up, near), wasm_f32x4_mul(up, far), wasm_f32x4_mul(down, near),
                              wasm_f32x4_mul(down, far)};
      for (int c = 0; c < channels; c += 4) {
        vec sum = wasm_f32x4_mul(load(upper + left + c), weights[0]);
        sum = wasm_f32x4_add(sum, wasm_f32x4_mul(load(upper + right + c), weights[1]));
        sum = wasm_f32x4_add(sum, wasm_f32x4_mul(load(lower + left + c), weights[2]));
        sum = wasm_f32x4_add(sum, wasm_f32x4_mul(load(lower + right + c), weights[3]));
        store(out + c, finish(0, e, sum, pixel, c));
      }
    }
  }
}

/**
 * 1 / (1 + e^-x). e^r = 2^n e^f, n the whole number next to r / ln 2; e^f by its series, which for |f| <= ln 2 / 2 ends within the last bit
 * of a float at the seventh power.
 */
static vec logistic(vec x) {
  const vec least = wasm_f32x4_const_splat(-87), most = wasm_f32x4_const_splat(87);
  const vec r = wasm_f32x4_neg(wasm_f32x4_pmin(most, wasm_f32x4_pmax(least, x)));
  const vec n = wasm_f32x4_nearest(wasm_f32x4_mul(r, wasm_f32x4_const_splat(1.44269504f)));
  // ln 2 in two parts, the first with so few digits that its products with n are exact.
  vec f = wasm_f32x4_sub(r, wasm_f32x4_mul(n, wasm_f32x4_const_splat(0.693359375f)));
  f = wasm_f32x4_sub(f, wasm_f32x4_mul(n, wasm_f32x4_const_splat(-2.12194440e-4f)));
  static const float terms[] = {1.f / 720, 1.f / 120, 1.f / 24, 1.f / 6, 1.f / 2, 1, 1};
  vec power = wasm_f32x4_const_splat(1.f / 5040);
  for (int i = 0; i < 7; i++) power = wasm_f32x4_add(wasm_f32x4_mul(power, f), wasm_v128_load32_splat(terms + i));
  const vec scale = wasm_i32x4_shl(wasm_i32x4_add(wasm_i32x4_trunc_sat_f32x4(n), wasm_i32x4_const_splat(127)), 23);
  const vec one = wasm_f32x4_const_splat(1);
  return wasm_f32x4_div(one, wasm_f32x4_add(one, wasm_f32x4_mul(power, scale)));
}

static vec end(const struct step *s, const struct ending *e, vec value, int pixel, int channel) {
  return s->activation == LEAK ? finish(1, e, value, pixel, channel) : finish(0, e, value, pixel, channel);
}

/**
 * ADD and MULTIPLY take `other`, of which a pixel is `otherStride` floats from the next: 0 for one pixel that all of the input meet.
 * AFFINE multiplies by `low` and adds `high`.
 */
void elementwise(const struct step *s, const struct ending *e) {
  const int channels = wholeVectors(s->inputChannels);
  const int pixels = s->inputHeight * s->inputWidth;
  const float *from = (const float *)s->input, *other = (const float *)s->other;
  float *out = (float *)s->output;
  const vec factor = wasm_f32x4_splat(s->low), term = wasm_f32x4_splat(s->high);
  for (int p = 0; p < pixels; p++, from += s->inputStride, out += s->outputStride, other += s->otherStride) {
    for (int c = 0; c < channels; c += 4) {
      const vec x = load(from + c);
      switch (s->operation) {
        case ADD: store(out + c, end(s, e, wasm_f32x4_add(x, load(other + c)), p, c)); break;
        case MULTIPLY: store(out + c, end(s, e, wasm_f32x4_mul(x, load(other + c)), p, c)); break;
        case AFFINE: store(out + c, wasm_f32x4_add(wasm_f32x4_mul(x, factor), term)); break;
        case LOGISTIC: store(out + c, logistic(x)); break;
        default: store(out + c, end(s, e, x, p, c));
      }
    }
  }
}

/** Copies the input's channels of every pixel, and writes 0 into what the output's has more. */
void copy(const struct step *s) {
  const int pixels = s->inputHeight * s->inputWidth;
  const float *from = (const float *)s->input;
  float *out = (float *)s->output;
  for (int p = 0; p < pixels; p++, from += s->inputStride, out += s->outputStride) {
    int c = 0;
    for (; c + 4 <= s->inputChannels; c += 4) store(out + c, load(from + c));
    for (; c < s->inputChannels; c++) out[c] = from[c];
    for (; c < s->outputChannels; c++) out[c] = 0;
  }
}

void planesToPixels(const struct step *s) {
  const int pixels = s->inputHeight * s->inputWidth;
  const float *from = (const float *)s->input;
  float *out = (float *)s->output;
  if (s->inputChannels == 3 && s->outputStride == 4) {
    for (int p = 0; p < pixels; p++, from++, out += 4)
      store(out, wasm_f32x4_make(from[0], from[pixels], from[2 * pixels], 0));
    return;
  }
  for (int p = 0; p < pixels; p++, from++, out += s->outputStride)
    for (int c = 0; c < s->inputChannels; c++) out[c] = from[c * pixels];
}

void pixelsToPlanes(const struct step *s) {
  const int pixels = s->inputHeight * s->inputWidth;
  float *out = (float *)s->output;
  for (int c = 0; c < s->inputChannels; c++) {
    const float *from = (const float *)s->input + c;
    for (int p = 0; p < pixels; p++, from += s->inputStride) *out++ = *from;
  }
}
