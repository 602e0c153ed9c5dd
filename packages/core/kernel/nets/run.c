/** Runs programs. All arithmetic is that of 32-bit floats, in an order that the program alone decides. */
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
