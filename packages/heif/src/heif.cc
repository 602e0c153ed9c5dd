/* HEIC by libde265 and AVIF by dav1d, out of the container by libheif; transparency is laid over white. */
#include <cstring>
#include "libheif/heif.h"
#include "libde265/acceleration.h"
#include "libde265/de265.h"
#include "libde265/x86/sse-dct.h"
extern "C" {
#include "sink.h"
}

static inline uint8_t over_white(uint32_t value, uint32_t alpha) {
  const uint32_t sum = value * alpha + 255 * (255 - alpha) + 128;
  return static_cast<uint8_t>((sum + (sum >> 8)) >> 8);
}

[[noreturn]] static void give_up(const heif_error &error) {
  switch (error.code) {
    case heif_error_Memory_allocation_error: fail(fault_memory);
    case heif_error_Unsupported_feature:
    case heif_error_Unsupported_filetype: fail(fault_unsupported);
    default: fail(error.subcode == heif_suberror_End_of_data ? fault_cut : fault_damaged);
  }
}

/*
 * libheif turns the filters of HEVC's edges off where it is compiled for the web, to be faster. Nothing is predicted from filtered
 * pixels in a still picture, so only its own edges show, and those vanish where it is shrunk to half or less: there alone they
 * stay off. The library's own calls come by here.
 */
extern "C" void set_decoder_parameter(de265_decoder_context *context, de265_param parameter, int value) {
  const bool filters = parameter == DE265_DECODER_PARAM_DISABLE_DEBLOCKING || parameter == DE265_DECODER_PARAM_DISABLE_SAO;
  de265_set_parameter_bool(context, parameter, filters ? job.target_width * 2 <= job.width : value);
}

/* The library asks the processor what it can; here the vectors of SSE 4.1 become WebAssembly's, and only stills are decoded. */
void init_acceleration_functions_sse(acceleration_functions *accelerated) {
  accelerated->transform_skip_8 = ff_hevc_transform_skip_8_sse;
  accelerated->transform_add_8[1] = ff_hevc_transform_8x8_add_8_sse4;
  accelerated->transform_add_8[2] = ff_hevc_transform_16x16_add_8_sse4;
  accelerated->transform_add_8[3] = ff_hevc_transform_32x32_add_8_sse4;
}

static void decode(const uint8_t *bytes, uint32_t size) {
  heif_context *context = heif_context_alloc();
  heif_error error = heif_context_read_from_memory_without_copy(context, bytes, size, nullptr);
  if (error.code != heif_error_Ok) give_up(error);
  heif_image_handle *handle = nullptr;
  error = heif_context_get_primary_image_handle(context, &handle);
  if (error.code != heif_error_Ok) give_up(error);
  const uint32_t width = static_cast<uint32_t>(heif_image_handle_get_width(handle));
  const uint32_t height = static_cast<uint32_t>(heif_image_handle_get_height(handle));
  if (width != job.width || height != job.height) fail(fault_mismatch);

  const bool alpha = heif_image_handle_has_alpha_channel(handle);
  heif_decoding_options *options = heif_decoding_options_alloc();
  options->convert_hdr_to_8bit = 1;
  options->strict_decoding = 1;
  heif_image *image = nullptr;
  error = heif_decode_image(handle, &image, heif_colorspace_RGB,
                            alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB, options);
  if (error.code != heif_error_Ok) give_up(error);
  int stride = 0;
  const uint8_t *pixels = heif_image_get_plane_readonly(image, heif_channel_interleaved, &stride);
  if (!pixels || static_cast<uint32_t>(heif_image_get_width(image, heif_channel_interleaved)) != width ||
      static_cast<uint32_t>(heif_image_get_height(image, heif_channel_interleaved)) != height) {
    fail(fault_mismatch);
  }

  sink_begin(width, height, job.target_width, job.target_height);
  for (uint32_t y = 0; y < height; y++) {
    const uint8_t *from = pixels + static_cast<size_t>(y) * stride;
    uint8_t *to = sink_row();
    if (!alpha) {
      memcpy(to, from, width * 3);
    } else {
      for (uint32_t x = 0; x < width; x++, from += 4, to += 3) {
        for (int channel = 0; channel < 3; channel++) to[channel] = over_white(from[channel], from[3]);
      }
    }
    sink_push();
  }
  sink_end();
}

extern "C" void decode_heif(const uint8_t *bytes, uint32_t size) { decode(bytes, size); }
