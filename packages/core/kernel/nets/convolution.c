/** Convolutions over all channels as products of matrices: pixels by weights, in tiles that stay in registers. */
#include "step.h"

/** Floats of the left matrix that are worked on at once: half of the smallest first-level cache of today's processors. */
#define BLOCK_FLOATS 4096
/** Panels of eight channels from which on packing a block costs less than it saves. */
#define PANELS_WORTH_PACKING 3

/** A panel of weights and what belongs to it: eight output channels from `channel` on, or four. */
struct panel {
  /** For each of `depth`, the panel's channels. */
  const float *weights, *bias;
  int depth, channel;
  float *output;
  int outputStride;
};

/**
 * Rows of the left matrix as tiles look at them: four and four, for each of `depth` one number of every row. One address then leads
 * through all of them, where four would be worked out for every number.
 */
static float packed[BLOCK_FLOATS];

/** As many floats of each row as are packed: the last ones may be nobody's. */
INLINE int packedDepth(int depth) { return (depth + 3) & ~3; }

/** `rows` are a multiple of four. */
static void pack(const float *a, int aStride, int rows, int depth) {
  float *to = packed;
  for (int r = 0; r < rows; r += 4, a += 4 * aStride) {
    for (int k = 0; k < depth; k += 4, to += 16) {
      const vec r0 = load(a + k), r1 = load(a + aStride + k), r2 = load(a + 2 * aStride + k), r3 = load(a + 3 * aStride + k);
      const vec low01 = wasm_i32x4_shuffle(r0, r1, 0, 4, 1, 5), low23 = wasm_i32x4_shuffle(r2, r3, 0, 4, 1, 5);
      const vec high01 = wasm_i32x4_shuffle(r0, r1, 2, 6, 3, 7), high23 = wasm_i32x4_shuffle(r2, r3, 2, 6, 3, 7);
      store(to, wasm_i64x2_shuffle(low01, low23, 0, 2));
      store(to + 4, wasm_i64x2_shuffle(low01, low23, 1, 3));
      store(to + 8, wasm_i64x2_shuffle(high01, high23, 0, 2));
      store(to + 12, wasm_i64x2_shuffle(high01, high23, 1, 3));
    }
  }
}

/** Four packed pixels by eight channels: sums in the order of `tile`. */
INLINE void packedTile(const float *a, const struct panel *p, const struct ending *e, int pixel) {
  vec sum[4][2];
  const float *b = p->weights;
#pragma unroll
  for (int r = 0; r < 4; r++) sum[r][0] = load(p->bias), sum[r][1] = load(p->bias + 4);
  for (const float *end = a + 4 * p->depth; a != end; a += 4, b += 8) {
    const vec w0 = load(b), w1 = load(b + 4);
#pragma unroll
    for (int r = 0; r < 4; r++) {
      const vec x = wasm_v128_load32_splat(a + r);
      sum[r][0] = wasm_f32x4_add(sum[r][0], wasm_f32x4_mul(x, w0));
      sum[r][1] = wasm_f32x4_add(sum[r][1], wasm_f32x4_mul(x, w1));
    }
  }
  float *out = p->output + pixel * p->outputStride;
#pragma unroll
  for (int r = 0; r < 4; r++, out += p->outputStride) {
    store(out, finish(0, e, sum[r][0], pixel + r, p->channel));
    store(out + 4, finish(0, e, sum[r][1], pixel + r, p->channel + 4));
  }
}

ALONE static void packedClamped(int rows, const struct panel *p, const struct ending *e, int pixel) {
  const float *a = packed;
  for (const int step = 4 * packedDepth(p->depth); rows > 0; rows -= 4, pixel += 4, a += step) packedTile(a, p, e, pixel);
}

/** A tile of `rows` pixels by `columns` vectors of channels. */
INLINE void tile(const int rows, const int columns, const int leaks, const float *a, int aStride, const struct panel *p,
                 const struct ending *e, int pixel) {
  vec sum[4][2];
  const float *row[4], *b = p->weights;
#pragma unroll
  for (int r = 0; r < rows; r++) {
    row[r] = a + r * aStride;
#pragma unroll
    for (int c = 0; c < columns; c++) sum[r][c] = load(p->bias + 4 * c);
  }
  // Engines unroll this themselves; what is unrolled here they spill.
  for (int k = 0, depth = p->depth; k < depth; k++, b += 4 * columns) {
    vec w[2];
#pragma unroll
    for (int c = 0; c < columns; c++) w[c] = load(b + 4 * c);
#pragma unroll
    for (int r = 0; r < rows; r++) {
      const vec x = wasm_v128_load32_splat(row[r] + k);
#pragma unroll
      for (int c = 0; c < columns; c++) sum[r][c] = wasm_f32x4_add(sum[r][c], wasm_f32x4_mul(x, w[c]));
    }
  }
  float *out = p->output + pixel * p->outputStride;
#pragma unroll
  for (int r = 0; r < rows; r++, out += p->outputStride) {
#pragma unroll
    for (int c = 0; c < columns; c++)
      store(out + 4 * c, finish(leaks, e, sum[r][c], pixel + r, p->channel + 4 * c));
  }
}

/** What is left of rows: four channels of one pixel at a time, of a panel `width` channels wide. */
ALONE static void rest(int leaks, int width, const float *a, int aStride, int rows, const struct panel *p, const struct ending *e,
                       int pixel) {
  for (; rows > 0; rows--, pixel++, a += aStride) {
    for (int c = 0; c < width; c += 4) {
      vec sum = load(p->bias + c);
      const float *b = p->weights + c;
      for (int k = 0, depth = p->depth; k < depth; k++, b += width)
        sum = wasm_f32x4_add(sum, wasm_f32x4_mul(wasm_v128_load32_splat(a + k), load(b)));
      const int channel = p->channel + c;
      store(p->output + pixel * p->outputStride + c, leaks ? finish(1, e, sum, pixel, channel) : finish(0, e, sum, pixel, channel));
    }
  }
}

INLINE void multiply(const int columns, const int leaks, const float *a, int aStride, int rows, const struct panel *p,
                     const struct ending *e, int pixel) {
  for (; rows >= 4; rows -= 4, pixel += 4, a += 4 * aStride) tile(4, columns, leaks, a, aStride, p, e, pixel);
  rest(leaks, 4 * columns, a, aStride, rows, p, e, pixel);
}

#define MULTIPLY(name, columns, leaks)                                                                                \
  ALONE static void name(const float *a, int aStride, int rows, const struct panel *p, const struct ending *e, int pixel) { \
    multiply(columns, leaks, a, aStride, rows, p, e, pixel);                                                         \
  }

MULTIPLY(eightClamped, 2, 0)
MULTIPLY(eightLeaking, 2, 1)
MULTIPLY(fourClamped, 1, 0)
MULTIPLY(fourLeaking, 1, 1)

/** All output channels of `rows` pixels from `pixel` on. */
static void product(const struct step *s, const struct ending *e, const float *a, int aStride, int depth, int pixel, int rows) {
  const int channels = wholeVectors(s->outputChannels);
  /** Rows that are packed first: where enough panels look at them, and nothing leaks, which gains too little for loops of its own. */
  int whole = channels >= PANELS_WORTH_PACKING * 8 && s->activation != LEAK ? rows & ~3 : 0;
  if (whole * packedDepth(depth) > BLOCK_FLOATS) whole = 0;
  if (whole) pack(a, aStride, whole, depth);
  struct panel p = {.weights = (const float *)s->weights, .bias = (const float *)s->bias, .depth = depth,
                    .output = (float *)s->output, .outputStride = s->outputStride};
  for (; p.channel + 8 <= channels; p.channel += 8, p.weights += 8 * depth, p.bias += 8, p.output += 8) {
    if (s->activation == LEAK) eightLeaking(a, aStride, rows, &p, e, pixel);
    else {
      packedClamped(whole, &p, e, pixel);
      eightClamped(a + whole * aStride, aStride, rows - whole, &p, e, pixel + whole);
    }
  }
  if (p.channel == channels) return;
  if (s->activation == LEAK) fourLeaking(a, aStride, rows, &p, e, pixel);
  else fourClamped(a, aStride, rows, &p, e, pixel);
}

/** The taps of one row of the kernel, `apart` floats from each other. May write three floats more. */
INLINE float *gatherRow(float *to, const float *from, int taps, int apart, int channels) {
  if (channels <= 4) {
    for (int k = 0; k < taps; k++, from += apart, to += channels) store(to, load(from));
    return to;
  }
  for (int k = 0; k < taps; k++, from += apart, to += channels)
    for (int c = 0; c < channels; c += 4) store(to + c, load(from + c));
  return to;
}

/** Writes what the kernel sees from an output pixel, tap by tap; what lies outside of the map is 0. May write three floats more. */
INLINE void gather(const struct step *s, float *to, int y, int x) {
  const int channels = s->inputChannels, apart = s->dilationX * s->inputStride;
  const int top = y * s->strideY - s->padTop, left = x * s->strideX - s->padLeft;
  const int right = left + (s->kernelWidth - 1) * s->dilationX;
  for (int ky = 0; ky < s->kernelHeight; ky++) {
    const int iy = top + ky * s->dilationY;
    const int isRow = iy >= 0 && iy < s->inputHeight;
    const int start = (iy * s->inputWidth + left) * s->inputStride;
    if (isRow && left >= 0 && right < s->inputWidth) {
      to = gatherRow(to, (const float *)s->input + start, s->kernelWidth, apart, channels);
      continue;
    }
    for (int kx = 0; kx < s->kernelWidth; kx++, to += channels) {
      const int ix = left + kx * s->dilationX;
      const int isInside = isRow && ix >= 0 && ix < s->inputWidth;
      const float *from = (const float *)s->input + start + kx * apart;
      for (int c = 0; c < channels; c += 4) store(to + c, isInside ? load(from + c) : wasm_f32x4_const_splat(0));
    }
  }
}

void convolution(const struct step *s, const struct ending *e) {
  const int pixels = s->outputHeight * s->outputWidth;
  if (!s->scratch) {
    const int depth = s->inputChannels;
    int block = (BLOCK_FLOATS / s->inputStride) & ~3;
    if (block < 4) block = 4;
    for (int p = 0; p < pixels; p += block) {
      const int rows = pixels - p < block ? pixels - p : block;
      product(s, e, (const float *)s->input + p * s->inputStride, s->inputStride, depth, p, rows);
    }
    return;
  }
  const int depth = s->kernelHeight * s->kernelWidth * s->inputChannels;
  float *scratch = (float *)s->scratch;
  int y = 0, x = 0;
  for (int p = 0; p < pixels; p += s->scratchRows) {
    const int rows = pixels - p < s->scratchRows ? pixels - p : s->scratchRows;
    for (int r = 0; r < rows; r++) {
      gather(s, scratch + r * depth, y, x);
      if (++x == s->outputWidth) x = 0, y++;
    }
    product(s, e, scratch, depth, depth, p, rows);
  }
}
