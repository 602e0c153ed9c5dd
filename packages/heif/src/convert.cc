/*
 * YCbCr to planes of RGB, as libheif computes it and bit for bit with the same answer, in a fraction of the time: what differs
 * between pictures is decided once and not for each pixel, and sixteen pixels are computed at once.
 */
#include <wasm_simd128.h>
#include <cstdint>
#include <memory>
#include <vector>
#include "libheif/common_utils.h"
#include "libheif/heif_colorconversion.h"
#include "libheif/heif_image.h"
#include "libheif/nclx.h"

namespace heif {
namespace {

/* Numbers of ITU-T H.273 whose pictures the library computes otherwise. */
constexpr int matrix_rgb = 0, matrix_ycgco = 8;

/* Pixels at once. The library's rows end on 16 bytes, so that what is computed beyond a picture's width stays in its row. */
constexpr int step = 16;

struct Conversion {
  YCbCr_to_RGB_coefficients factors;
  bool full_range;
  float offset;
  int32_t half, most;
};

struct Floats {
  v128_t quarters[4];
};

inline Floats widened(v128_t low, v128_t high) {
  return {{wasm_f32x4_convert_i32x4(wasm_u32x4_extend_low_u16x8(low)),
           wasm_f32x4_convert_i32x4(wasm_u32x4_extend_high_u16x8(low)),
           wasm_f32x4_convert_i32x4(wasm_u32x4_extend_low_u16x8(high)),
           wasm_f32x4_convert_i32x4(wasm_u32x4_extend_high_u16x8(high))}};
}

/* Sixteen values, and eight that count twice each. */
inline Floats every(const uint8_t *from) {
  const v128_t all = wasm_v128_load(from);
  return widened(wasm_u16x8_extend_low_u8x16(all), wasm_u16x8_extend_high_u8x16(all));
}
inline Floats every(const uint16_t *from) { return widened(wasm_v128_load(from), wasm_v128_load(from + 8)); }
inline Floats twice(v128_t eight) {
  return widened(wasm_i16x8_shuffle(eight, eight, 0, 0, 1, 1, 2, 2, 3, 3), wasm_i16x8_shuffle(eight, eight, 4, 4, 5, 5, 6, 6, 7, 7));
}
inline Floats twice(const uint8_t *from) { return twice(wasm_u16x8_load8x8(from)); }
inline Floats twice(const uint16_t *from) { return twice(wasm_v128_load(from)); }

inline v128_t rounded(v128_t value) { return wasm_i32x4_trunc_sat_f32x4(wasm_f32x4_add(value, wasm_f32x4_splat(0.5f))); }

inline void store(uint8_t *to, const v128_t *four, v128_t) {
  wasm_v128_store(to, wasm_u8x16_narrow_i16x8(wasm_i16x8_narrow_i32x4(rounded(four[0]), rounded(four[1])),
                                              wasm_i16x8_narrow_i32x4(rounded(four[2]), rounded(four[3]))));
}
inline void store(uint16_t *to, const v128_t *four, v128_t most) {
  wasm_v128_store(to, wasm_u16x8_min(wasm_u16x8_narrow_i32x4(rounded(four[0]), rounded(four[1])), most));
  wasm_v128_store(to + 8, wasm_u16x8_min(wasm_u16x8_narrow_i32x4(rounded(four[2]), rounded(four[3])), most));
}

/* What the colours of a row add to its light: to red, to green (twice, in the library's order), to blue. */
struct Colors {
  std::vector<v128_t> red, green_of_blue, green_of_red, blue;
  explicit Colors(size_t quarters) : red(quarters), green_of_blue(quarters), green_of_red(quarters), blue(quarters) {}
};

template <class Pixel>
void read_colors(Colors &colors, const Pixel *cb, const Pixel *cr, int width, int shift, const Conversion &by) {
  const v128_t half = wasm_f32x4_splat(static_cast<float>(by.half));
  const v128_t range = wasm_f32x4_splat(by.full_range ? 1.0f : 1.1429f);
  const v128_t r_cr = wasm_f32x4_splat(by.factors.r_cr), g_cb = wasm_f32x4_splat(by.factors.g_cb),
               g_cr = wasm_f32x4_splat(by.factors.g_cr), b_cb = wasm_f32x4_splat(by.factors.b_cb);
  size_t at = 0;
  for (int x = 0; x < width; x += step) {
    const Floats blues = shift ? twice(cb + x / 2) : every(cb + x), reds = shift ? twice(cr + x / 2) : every(cr + x);
    for (int quarter = 0; quarter < 4; quarter++, at++) {
      const v128_t blue = wasm_f32x4_mul(wasm_f32x4_sub(blues.quarters[quarter], half), range);
      const v128_t red = wasm_f32x4_mul(wasm_f32x4_sub(reds.quarters[quarter], half), range);
      colors.red[at] = wasm_f32x4_mul(r_cr, red);
      colors.green_of_blue[at] = wasm_f32x4_mul(g_cb, blue);
      colors.green_of_red[at] = wasm_f32x4_mul(g_cr, red);
      colors.blue[at] = wasm_f32x4_mul(b_cb, blue);
    }
  }
}

template <class Pixel>
void write_row(Pixel *r, Pixel *g, Pixel *b, const Pixel *light, const Colors &colors, int width, const Conversion &by) {
  const v128_t most = wasm_i16x8_splat(static_cast<int16_t>(by.most));
  const v128_t offset = wasm_f32x4_splat(by.full_range ? 0.0f : by.offset);
  const v128_t range = wasm_f32x4_splat(by.full_range ? 1.0f : 1.1689f);
  size_t at = 0;
  for (int x = 0; x < width; x += step) {
    const Floats lights = every(light + x);
    v128_t red[4], green[4], blue[4];
    for (int quarter = 0; quarter < 4; quarter++, at++) {
      const v128_t value = wasm_f32x4_mul(wasm_f32x4_sub(lights.quarters[quarter], offset), range);
      red[quarter] = wasm_f32x4_add(value, colors.red[at]);
      green[quarter] = wasm_f32x4_add(wasm_f32x4_add(value, colors.green_of_blue[at]), colors.green_of_red[at]);
      blue[quarter] = wasm_f32x4_add(value, colors.blue[at]);
    }
    store(r + x, red, most);
    store(g + x, green, most);
    store(b + x, blue, most);
  }
}

template <class Pixel>
std::shared_ptr<HeifPixelImage> to_planes(const HeifPixelImage &input, int bits, const Conversion &by) {
  const int width = input.get_width(), height = input.get_height();
  const heif_chroma chroma = input.get_chroma_format();
  const int shift_x = chroma_h_subsampling(chroma) - 1, shift_y = chroma_v_subsampling(chroma) - 1;
  auto output = std::make_shared<HeifPixelImage>();
  output->create(width, height, heif_colorspace_RGB, heif_chroma_444);
  const heif_channel from_channels[] = {heif_channel_Y, heif_channel_Cb, heif_channel_Cr};
  const heif_channel to_channels[] = {heif_channel_R, heif_channel_G, heif_channel_B};
  const Pixel *from[3];
  Pixel *to[3];
  int from_stride[3], to_stride[3];
  for (int plane = 0; plane < 3; plane++) {
    if (!output->add_plane(to_channels[plane], width, height, bits)) return nullptr;
    from[plane] = reinterpret_cast<const Pixel *>(input.get_plane(from_channels[plane], &from_stride[plane]));
    to[plane] = reinterpret_cast<Pixel *>(output->get_plane(to_channels[plane], &to_stride[plane]));
    from_stride[plane] /= static_cast<int>(sizeof(Pixel));
    to_stride[plane] /= static_cast<int>(sizeof(Pixel));
  }

  Colors colors(static_cast<size_t>((width + step - 1) / step) * 4);
  for (int y = 0; y < height; y++) {
    if (shift_y == 0 || y % 2 == 0) {
      const size_t row = static_cast<size_t>(y >> shift_y);
      read_colors(colors, from[1] + row * from_stride[1], from[2] + row * from_stride[2], width, shift_x, by);
    }
    const size_t row = static_cast<size_t>(y);
    write_row(to[0] + row * to_stride[0], to[1] + row * to_stride[1], to[2] + row * to_stride[2],
              from[0] + row * from_stride[0], colors, width, by);
  }
  return output;
}

}  // namespace

/* What libheif calls in the place of its `convert_colorspace`. */
std::shared_ptr<HeifPixelImage> convert_quickly(const std::shared_ptr<HeifPixelImage> &input, heif_colorspace colorspace,
                                                heif_chroma chroma, const std::shared_ptr<const color_profile_nclx> &profile,
                                                int bits) {
  const auto code = input->get_color_profile_nclx();
  const int matrix = code ? code->get_matrix_coefficients() : 2;
  const heif_chroma sampling = input->get_chroma_format();
  const int depth = input->has_channel(heif_channel_Y) ? input->get_bits_per_pixel(heif_channel_Y) : 0;
  const bool plain = input->get_colorspace() == heif_colorspace_YCbCr && sampling != heif_chroma_monochrome &&
                     colorspace == heif_colorspace_RGB && chroma == heif_chroma_444 && bits == 0 && !profile &&
                     !input->has_channel(heif_channel_Alpha) && matrix != matrix_rgb && matrix != matrix_ycgco &&
                     depth >= 8 && depth <= 16 && input->get_bits_per_pixel(heif_channel_Cb) == depth &&
                     input->get_bits_per_pixel(heif_channel_Cr) == depth;
  if (!plain) return convert_colorspace(input, colorspace, chroma, profile, bits);
  Conversion by{YCbCr_to_RGB_coefficients::defaults(), true, static_cast<float>(16 << (depth - 8)), 1 << (depth - 1),
                (1 << depth) - 1};
  if (code) {
    by.full_range = code->get_full_range_flag();
    by.factors = get_YCbCr_to_RGB_coefficients(code->get_matrix_coefficients(), code->get_colour_primaries());
  }
  auto output = depth == 8 ? to_planes<uint8_t>(*input, depth, by) : to_planes<uint16_t>(*input, depth, by);
  if (!output) return nullptr;
  // As the library's pipeline hands them on.
  output->set_color_profile_nclx(input->get_color_profile_nclx());
  output->set_color_profile_icc(input->get_color_profile_icc());
  return output;
}

}  // namespace heif
