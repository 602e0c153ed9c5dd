/** Runs programs, and lays out weights for them. All arithmetic is that of 32-bit floats, in an order that the program alone decides. */
#include "step.h"

INLINE int32_t resolve(int32_t address, int32_t arena) { return address & 1 ? arena + (address & ~1) : address; }

__attribute__((export_name("run"))) void run(const struct step *steps, int count, int32_t arena) {
  for (int i = 0; i < count; i++) {
    struct step s = steps[i];
    s.input = resolve(s.input, arena);
    s.other = resolve(s.other, arena);
    s.output = resolve(s.output, arena);
    s.scratch = resolve(s.scratch, arena);
    const struct ending e = {
        .added = (const float *)resolve(s.added, arena),
        .addedStride = s.addedStride,
        .addedChannels = s.addedChannels,
        .low = wasm_f32x4_splat(s.low),
        .high = wasm_f32x4_splat(s.high),
        .slopes = (const float *)s.slopes,
    };
    switch (s.operation) {
      case PLANES_TO_PIXELS: planesToPixels(&s); break;
      case PIXELS_TO_PLANES: pixelsToPlanes(&s); break;
      case CONVOLUTION: convolution(&s, &e); break;
      case DEPTHWISE: depthwise(&s, &e); break;
      case MAX_POOL: maxPool(&s); break;
      case MEAN: mean(&s); break;
      case RESIZE: resize(&s, &e); break;
      case COPY: copy(&s); break;
      default: elementwise(&s, &e);
    }
  }
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
    for (int tap = 0; tap < taps; tap++)
      for (int input = 0; input < inputs; input++)
        for (int i = 0; i < width; i++)
          *to++ = first + i < outputs ? from[(first + i) * depth + input * taps + tap] : 0;
  }
}

/** Weights of a convolution of each channel by itself (channel, tap) into vectors of channels, tap by tap. What is missing is 0. */
__attribute__((export_name("packTaps"))) void packTaps(const float *from, float *to, int channels, int taps) {
  const int whole = (channels + 3) & ~3;
  for (int tap = 0; tap < taps; tap++)
    for (int c = 0; c < whole; c++) *to++ = c < channels ? from[c * taps + tap] : 0;
}
