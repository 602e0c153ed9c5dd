/* HEIC by libde265 and AVIF by dav1d, out of the container by libheif; transparency is laid over white. */
/* What calls of the library are led to here calls what it meant itself. */
#undef de265_set_parameter_bool
#undef de265_push_NAL
#undef dav1d_open
#undef dav1d_data_create
#include <wasm_simd128.h>
#include <cstdlib>
#include "libheif/heif.h"
#include "libheif/heif_file.h"
#include "dav1d/dav1d.h"
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

/* One channel of a picture, of 8 bits or of more, which count in their upper 8 alone. */
struct Plane {
  const uint8_t *bytes = nullptr;
  int stride = 0, bits = 8;

  Plane(const heif_image *image, heif_channel channel) {
    bytes = heif_image_get_plane_readonly(image, channel, &stride);
    if (!bytes || static_cast<uint32_t>(heif_image_get_width(image, channel)) != job.width ||
        static_cast<uint32_t>(heif_image_get_height(image, channel)) != job.height) {
      fail(fault_mismatch);
    }
    bits = heif_image_get_bits_per_pixel_range(image, channel);
    if (bits < 8 || bits > 16) fail(fault_unsupported);
  }

  /* Row `y` in 8 bits: where it lies, or in `room` for what has more. */
  const uint8_t *row(uint32_t y, uint8_t *__restrict room) const {
    const uint8_t *from = bytes + static_cast<size_t>(y) * stride;
    if (bits == 8) return from;
    const uint16_t *const wide = reinterpret_cast<const uint16_t *>(from);
    const int shift = bits - 8;
    for (uint32_t x = 0; x < job.width; x++) room[x] = static_cast<uint8_t>(wide[x] >> shift);
    return room;
  }
};

/* Three rows as one of R G B. */
static void weave(uint8_t *to, const uint8_t *r, const uint8_t *g, const uint8_t *b, uint32_t width) {
  uint32_t x = 0;
  for (; x + 16 <= width; x += 16, to += 48) {
    const v128_t red = wasm_v128_load(r + x), green = wasm_v128_load(g + x), blue = wasm_v128_load(b + x);
    const v128_t low = wasm_i8x16_shuffle(red, green, 0, 16, 0, 1, 17, 0, 2, 18, 0, 3, 19, 0, 4, 20, 0, 5);
    const v128_t middle = wasm_i8x16_shuffle(red, green, 21, 0, 6, 22, 0, 7, 23, 0, 8, 24, 0, 9, 25, 0, 10, 26);
    const v128_t high = wasm_i8x16_shuffle(red, green, 0, 11, 27, 0, 12, 28, 0, 13, 29, 0, 14, 30, 0, 15, 31, 0);
    wasm_v128_store(to, wasm_i8x16_shuffle(low, blue, 0, 1, 16, 3, 4, 17, 6, 7, 18, 9, 10, 19, 12, 13, 20, 15));
    wasm_v128_store(to + 16, wasm_i8x16_shuffle(middle, blue, 0, 21, 2, 3, 22, 5, 6, 23, 8, 9, 24, 11, 12, 25, 14, 15));
    wasm_v128_store(to + 32, wasm_i8x16_shuffle(high, blue, 26, 1, 2, 27, 4, 5, 28, 7, 8, 29, 10, 11, 30, 13, 14, 31));
  }
  for (; x < width; x++, to += 3) {
    to[0] = r[x];
    to[1] = g[x];
    to[2] = b[x];
  }
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
 * What has been decoded so far. A file may name one tile a thousand times, or tiles that are larger than they say: every byte of it is
 * decoded once, no more pixels than colours, transparency and what tiles have beyond the picture's edge come to, and all of it
 * at the price of what it is, whatever the header calls it.
 */
static uint64_t bytes_left, pixels_left;
static double cost_left;
static uint32_t decoders_left;
/* In the decoder at work. */
static int pictures_begun, pictures_made;
static uint64_t bytes_begun;
static const uint64_t most_overhang = 4000000;
/* Each tile brings its decoder's parameters, which the file has once. */
static const uint64_t most_repeated = 262144;
/* To start a decoder takes as long as a small tile: 25 megapixels have 382 of 256 × 256 pixels, and telephones' tiles are larger. */
static const uint32_t most_decoders = 400;

/* Of a pixel and of a byte: `decodeCost` in decode-cost.ts. */
struct Price {
  double pixel, byte;
};
static const Price price_hevc[2][2] = {{{1, 10}, {1.5, 10}}, {{3.2, 15}, {4, 21}}};
static const Price price_av1 = {3, 14};

static void count_decoder(void) {
  if (decoders_left == 0) fail(fault_mismatch);
  decoders_left--;
  pictures_begun = 0;
  pictures_made = 0;
  bytes_begun = 0;
}

static void count_bytes(uint64_t bytes) {
  if (bytes > bytes_left) fail(fault_mismatch);
  bytes_left -= bytes;
  bytes_begun += bytes;
}

static void count_cost(double cost) {
  cost_left -= cost;
  if (cost_left < 0) fail(fault_mismatch);
}

/* Before it is decoded: the decoder has all bytes of the picture by then, and its size, depth and sampling out of them. */
static void count_picture(int64_t width, int64_t height, const Price &price) {
  const uint64_t pixels = static_cast<uint64_t>(width * height);
  if (pixels > pixels_left) fail(fault_mismatch);
  pixels_left -= pixels;
  count_cost(static_cast<double>(pixels) * price.pixel + static_cast<double>(bytes_begun) * price.byte);
  bytes_begun = 0;
}

/*
 * What the library computes pictures in, one array a channel. Pictures put together of pictures would have it make as many as it likes.
 */
static uint64_t planes_left = UINT64_MAX;
/* For each of `pixels_left`, all copies of a picture together: 12 bits, transparency, tiles, turned and cropped. */
static const uint64_t most_plane_bytes = 24;

void *operator new[](size_t size) {
  if (size > planes_left) fail(fault_mismatch);
  planes_left -= size;
  void *const room = malloc(size);
  if (!room) fail(fault_memory);
  return room;
}

/* Each kind of turn once an item, as the standard has it (ISO/IEC 23000-22, 7.3.6.7): the library would turn it as often as it is told. */
static void check_items(const uint8_t *bytes, uint32_t size) {
  heif::HeifFile file;
  if (file.read_from_memory(bytes, size, false)) return;
  for (const heif_item_id item : file.get_item_IDs()) {
    // Of pictures on a canvas, which no camera writes.
    if (file.get_item_type(item) == "iovl") fail(fault_unsupported);
    std::vector<heif::Box_ipco::Property> properties;
    if (file.get_properties(item, properties)) continue;
    int rotations = 0, mirrors = 0, crops = 0;
    for (const auto &tie : properties) {
      const uint32_t type = tie.property ? tie.property->get_short_type() : 0;
      rotations += type == fourcc("irot");
      mirrors += type == fourcc("imir");
      crops += type == fourcc("clap");
    }
    if (rotations > 1 || mirrors > 1 || crops > 1) fail(fault_damaged);
  }
}

/*
 * The library's own way to memory for pictures, which all of them come by: those that are never shown, what stands for missing ones, and the
 * copy that edge filters work on. The first of a decoder is the one that is unpacked.
 */
static decltype(de265_image_allocation::get_buffer) own_buffer;

static int allocate_hevc_picture(de265_decoder_context *context, de265_image_spec *spec, de265_image *image, void *user) {
  const bool deep = de265_get_bits_per_pixel(image, 0) > 8 || de265_get_bits_per_pixel(image, 1) > 8;
  const bool dense = spec->format == de265_image_format_YUV422P8 || spec->format == de265_image_format_YUV444P8;
  if (pictures_made++ == 0) {
    count_picture(spec->width, spec->height, price_hevc[deep][dense]);
  } else {
    count_cost(0.2 * spec->width * spec->height);
  }
  return own_buffer(context, spec, image, user);
}

static void count_hevc_pictures(void) {
  // One table for the whole library, which no call of its interface changes.
  auto *const functions = const_cast<de265_image_allocation *>(de265_get_default_image_allocation_functions());
  own_buffer = functions->get_buffer;
  functions->get_buffer = allocate_hevc_picture;
}

/*
 * libheif turns the filters of HEVC's edges off where it is compiled for the web, to be faster. Nothing is predicted from filtered
 * pixels in a still picture, so only its own edges show, and those vanish where it is shrunk to half or less: there alone they
 * stay off. The library's own calls come by here.
 */
extern "C" void set_decoder_parameter(de265_decoder_context *context, de265_param parameter, int value) {
  // Every decoder begins with this one.
  if (parameter == DE265_DECODER_PARAM_DISABLE_DEBLOCKING) count_decoder();
  const bool filters = parameter == DE265_DECODER_PARAM_DISABLE_DEBLOCKING || parameter == DE265_DECODER_PARAM_DISABLE_SAO;
  de265_set_parameter_bool(context, parameter, filters ? job.target_width * 2 <= job.width : value);
}

/* AV1 predicts nothing of a still picture from filtered pixels either. */
extern "C" int open_av1_decoder(Dav1dContext **context, const Dav1dSettings *asked) {
  count_decoder();
  Dav1dSettings settings = *asked;
  if (job.target_width * 2 <= job.width) {
    settings.inloop_filters = DAV1D_INLOOPFILTER_NONE;
    settings.apply_grain = 0;
  }
  return dav1d_open(context, &settings);
}

/* A still has one picture; those before it that are never shown would cost as much. */
extern "C" de265_error push_hevc(de265_decoder_context *context, const void *data, int length, de265_PTS time, void *user) {
  count_bytes(static_cast<uint64_t>(length));
  const uint8_t *const unit = static_cast<const uint8_t *>(data);
  const bool coded = length > 2 && (unit[0] >> 1 & 63) < 32, first_slice = coded && unit[2] >> 7;
  if (first_slice && pictures_begun++ > 0) fail(fault_unsupported);
  return de265_push_NAL(context, data, length, time, user);
}

extern "C" uint8_t *create_av1_data(Dav1dData *data, size_t size) {
  count_bytes(size);
  return dav1d_data_create(data, size);
}

extern "C" int dav1d_default_picture_alloc(Dav1dPicture *picture, void *pool);
extern "C" int allocate_av1_picture(Dav1dPicture *picture, void *pool) {
  count_picture(picture->p.w, picture->p.h, price_av1);
  return dav1d_default_picture_alloc(picture, pool);
}

/* The library asks the processor what it can; here the vectors of SSE 4.1 become WebAssembly's, and only stills are decoded. */
void init_acceleration_functions_sse(acceleration_functions *accelerated) {
  accelerated->transform_skip_8 = ff_hevc_transform_skip_8_sse;
  accelerated->transform_add_8[1] = ff_hevc_transform_8x8_add_8_sse4;
  accelerated->transform_add_8[2] = ff_hevc_transform_16x16_add_8_sse4;
  accelerated->transform_add_8[3] = ff_hevc_transform_32x32_add_8_sse4;
}

static void decode(const uint8_t *bytes, uint32_t size) {
  bytes_left = size + most_repeated;
  decoders_left = most_decoders;
  pixels_left = static_cast<uint64_t>(job.width) * job.height * 2 + most_overhang;
  cost_left = job.most_cost;
  planes_left = pixels_left * most_plane_bytes;
  count_hevc_pictures();
  check_items(bytes, size);
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
  error = heif_decode_image(handle, &image, heif_colorspace_RGB, heif_chroma_444, options);
  if (error.code != heif_error_Ok) give_up(error);
  const Plane red(image, heif_channel_R), green(image, heif_channel_G), blue(image, heif_channel_B);
  uint8_t *const room = static_cast<uint8_t *>(need(width * 4));

  sink_begin(width, height, job.target_width, job.target_height);
  if (alpha && heif_image_has_channel(image, heif_channel_Alpha)) {
    const Plane transparency(image, heif_channel_Alpha);
    for (uint32_t y = 0; y < height; y++) {
      const uint8_t *r = red.row(y, room), *g = green.row(y, room + width), *b = blue.row(y, room + 2 * width);
      const uint8_t *a = transparency.row(y, room + 3 * width);
      uint8_t *to = sink_row();
      for (uint32_t x = 0; x < width; x++, to += 3) {
        to[0] = over_white(r[x], a[x]);
        to[1] = over_white(g[x], a[x]);
        to[2] = over_white(b[x], a[x]);
      }
      sink_push();
    }
  } else {
    for (uint32_t y = 0; y < height; y++) {
      weave(sink_row(), red.row(y, room), green.row(y, room + width), blue.row(y, room + 2 * width), width);
      sink_push();
    }
  }
  sink_end();
}

extern "C" void decode_heif(const uint8_t *bytes, uint32_t size) { decode(bytes, size); }
