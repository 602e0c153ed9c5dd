/* WebP, with loss and without, by libwebp; transparency is laid over white. */
#include <string.h>
#include "sink.h"
#include "webp/decode.h"

static inline uint8_t over_white(uint32_t value, uint32_t alpha) {
  const uint32_t sum = value * alpha + 255 * (255 - alpha) + 128;
  return (uint8_t)((sum + (sum >> 8)) >> 8);
}

/* `alpha`: whether the header speaks of transparency. */
void decode_webp(const uint8_t *bytes, uint32_t size, uint32_t alpha) {
  const uint32_t stride = job.width * (alpha ? 4 : 3);
  uint8_t *pixels = need(stride * job.height + 16);
  WebPDecoderConfig config;
  if (!WebPInitDecoderConfig(&config)) fail(fault_damaged);
  if (WebPGetFeatures(bytes, size, &config.input) != VP8_STATUS_OK) fail(fault_damaged);
  if ((uint32_t)config.input.width != job.width || (uint32_t)config.input.height != job.height) fail(fault_mismatch);
  config.output.colorspace = alpha ? MODE_RGBA : MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = pixels;
  config.output.u.RGBA.stride = (int)stride;
  config.output.u.RGBA.size = stride * job.height;

  WebPIDecoder *decoder = WebPINewDecoder(&config.output);
  if (!decoder) fail(fault_memory);
  const VP8StatusCode status = WebPIUpdate(decoder, bytes, size);
  if (status != VP8_STATUS_OK) {
    int rows = 0;
    WebPIDecGetRGB(decoder, &rows, 0, 0, 0);
    job.present = (uint32_t)rows;
    job.expected = job.height;
    if (status == VP8_STATUS_OUT_OF_MEMORY) fail(fault_memory);
    fail(status == VP8_STATUS_SUSPENDED || status == VP8_STATUS_NOT_ENOUGH_DATA ? fault_cut : fault_damaged);
  }

  sink_begin(job.width, job.height, job.target_width, job.target_height);
  for (uint32_t y = 0; y < job.height; y++) {
    const uint8_t *from = pixels + y * stride;
    if (!alpha) {
      sink_push_from(from);
      continue;
    }
    uint8_t *to = sink_row();
    for (uint32_t x = 0; x < job.width; x++, from += 4, to += 3) {
      to[0] = over_white(from[0], from[3]);
      to[1] = over_white(from[1], from[3]);
      to[2] = over_white(from[2], from[3]);
    }
    sink_push();
  }
  sink_end();
}
