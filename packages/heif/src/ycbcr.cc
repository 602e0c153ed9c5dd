/* Luma and chroma as RGB: Op_YCbCr420_to_RGB24 and Op_YCbCr_to_RGB<uint8_t> of libheif's heif_colorconversion.cc, sixteen pixels at once. */
#include "ycbcr.h"
#include <cmath>
#include <cstring>
#include <wasm_simd128.h>

using heif::HeifPixelImage;

YCbCrRows::YCbCrRows(const HeifPixelImage &picture) {
  if (picture.get_colorspace() != heif_colorspace_YCbCr || picture.get_chroma_format() != heif_chroma_420 ||
      picture.has_channel(heif_channel_Alpha)) {
    return;
  }
  for (heif_channel channel : {heif_channel_Y, heif_channel_Cb, heif_channel_Cr}) {
    if (!picture.has_channel(channel) || picture.get_bits_per_pixel(channel) != 8) return;
  }
  const auto profile = picture.get_color_profile_nclx();
  factors = heif::YCbCr_to_RGB_coefficients::defaults();
  bool full_range = true;
  if (profile) {
    const int matrix = profile->get_matrix_coefficients();
    if (matrix == 0 || matrix == 8 || matrix == 11 || matrix == 14) return;
    full_range = profile->get_full_range_flag();
    factors = heif::get_YCbCr_to_RGB_coefficients(profile->get_matrix_coefficients(), profile->get_colour_primaries());
  }
  luma = picture.get_plane(heif_channel_Y, &luma_stride);
  blue = picture.get_plane(heif_channel_Cb, &blue_stride);
  red = picture.get_plane(heif_channel_Cr, &red_stride);
  width = static_cast<uint32_t>(picture.get_width());
  /* Whole vectors are read: rows of libheif end on 16 bytes. */
  const int vectors = static_cast<int>((width + 15) / 16);
  if (luma_stride < vectors * 16 || blue_stride < vectors * 8 || red_stride < vectors * 8) return;
  kind = full_range ? Kind::full_range : Kind::limited_range;
}

namespace {

struct Pixels {
  v128_t red, green, blue;
};

void store(const Pixels &pixels, uint8_t *to) {
  const v128_t r = pixels.red, g = pixels.green, b = pixels.blue;
  const v128_t rg0 = wasm_i8x16_shuffle(r, g, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  const v128_t rg1 = wasm_i8x16_shuffle(r, g, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  const v128_t rgm = wasm_i8x16_shuffle(rg0, rg1, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25);
  wasm_v128_store(to, wasm_i8x16_shuffle(rg0, b, 0, 1, 16, 2, 3, 17, 4, 5, 18, 6, 7, 19, 8, 9, 20, 10));
  wasm_v128_store(to + 16, wasm_i8x16_shuffle(rgm, b, 1, 21, 2, 3, 22, 4, 5, 23, 6, 7, 24, 8, 9, 25, 10, 11));
  wasm_v128_store(to + 32, wasm_i8x16_shuffle(rg1, b, 26, 6, 7, 27, 8, 9, 28, 10, 11, 29, 12, 13, 30, 14, 15, 31));
}

v128_t chroma(const uint8_t *from) {
  return wasm_i16x8_sub(wasm_u16x8_extend_low_u8x16(wasm_v128_load64_zero(from)), wasm_i16x8_splat(128));
}

/* (a x + b y + 128) >> 8. */
v128_t weighed(v128_t x, v128_t y, int a, int b) {
  const v128_t weights = wasm_i32x4_splat(static_cast<int32_t>(static_cast<uint32_t>(b) << 16 | (a & 0xffff)));
  const v128_t half = wasm_i32x4_splat(128);
  const v128_t low = wasm_i32x4_dot_i16x8(wasm_i16x8_shuffle(x, y, 0, 8, 1, 9, 2, 10, 3, 11), weights);
  const v128_t high = wasm_i32x4_dot_i16x8(wasm_i16x8_shuffle(x, y, 4, 12, 5, 13, 6, 14, 7, 15), weights);
  return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(wasm_i32x4_add(low, half), 8), wasm_i32x4_shr(wasm_i32x4_add(high, half), 8));
}

/* Luma of sixteen pixels, and what is added to every two of them. */
v128_t sum(v128_t luma, v128_t more) {
  return wasm_u8x16_narrow_i16x8(
      wasm_i16x8_add(wasm_u16x8_extend_low_u8x16(luma), wasm_i16x8_shuffle(more, more, 0, 0, 1, 1, 2, 2, 3, 3)),
      wasm_i16x8_add(wasm_u16x8_extend_high_u8x16(luma), wasm_i16x8_shuffle(more, more, 4, 4, 5, 5, 6, 6, 7, 7)));
}

Pixels full(v128_t luma, v128_t cb, v128_t cr, const heif::YCbCr_to_RGB_coefficients &factors) {
  const auto rounded = [](float factor) { return static_cast<int>(std::lround(256 * factor)); };
  return {sum(luma, weighed(cb, cr, 0, rounded(factors.r_cr))),
          sum(luma, weighed(cb, cr, rounded(factors.g_cb), rounded(factors.g_cr))),
          sum(luma, weighed(cb, cr, rounded(factors.b_cb), 0))};
}

/* Four numbers, each twice. */
v128_t first_twice(v128_t four) { return wasm_i32x4_shuffle(four, four, 0, 0, 1, 1); }
v128_t last_twice(v128_t four) { return wasm_i32x4_shuffle(four, four, 2, 2, 3, 3); }

v128_t whole(v128_t value) { return wasm_i32x4_trunc_sat_f32x4(wasm_f32x4_add(value, wasm_f32x4_splat(0.5f))); }

/* Sixteen pixels, from four times four numbers of each channel. The order of the sums is libheif's. */
Pixels limited(v128_t luma, v128_t cb, v128_t cr, const heif::YCbCr_to_RGB_coefficients &factors) {
  const v128_t scale = wasm_f32x4_splat(1.1429f);
  v128_t out[3][4];
  for (int half = 0; half < 2; half++) {
    const v128_t cb4 = half ? wasm_i32x4_extend_high_i16x8(cb) : wasm_i32x4_extend_low_i16x8(cb);
    const v128_t cr4 = half ? wasm_i32x4_extend_high_i16x8(cr) : wasm_i32x4_extend_low_i16x8(cr);
    const v128_t blues = wasm_f32x4_mul(wasm_f32x4_convert_i32x4(cb4), scale);
    const v128_t reds = wasm_f32x4_mul(wasm_f32x4_convert_i32x4(cr4), scale);
    const v128_t r = wasm_f32x4_mul(wasm_f32x4_splat(factors.r_cr), reds);
    const v128_t gb = wasm_f32x4_mul(wasm_f32x4_splat(factors.g_cb), blues);
    const v128_t gr = wasm_f32x4_mul(wasm_f32x4_splat(factors.g_cr), reds);
    const v128_t b = wasm_f32x4_mul(wasm_f32x4_splat(factors.b_cb), blues);
    const v128_t y8 = half ? wasm_u16x8_extend_high_u8x16(luma) : wasm_u16x8_extend_low_u8x16(luma);
    for (int quarter = 0; quarter < 2; quarter++) {
      const v128_t y4 = quarter ? wasm_u32x4_extend_high_u16x8(y8) : wasm_u32x4_extend_low_u16x8(y8);
      const v128_t above = wasm_f32x4_sub(wasm_f32x4_convert_i32x4(y4), wasm_f32x4_splat(16));
      const v128_t y = wasm_f32x4_mul(above, wasm_f32x4_splat(1.1689f));
      const auto twice = quarter ? last_twice : first_twice;
      const int at = half * 2 + quarter;
      out[0][at] = whole(wasm_f32x4_add(y, twice(r)));
      out[1][at] = whole(wasm_f32x4_add(wasm_f32x4_add(y, twice(gb)), twice(gr)));
      out[2][at] = whole(wasm_f32x4_add(y, twice(b)));
    }
  }
  const auto bytes = [](const v128_t *four) {
    return wasm_u8x16_narrow_i16x8(wasm_i16x8_narrow_i32x4(four[0], four[1]), wasm_i16x8_narrow_i32x4(four[2], four[3]));
  };
  return {bytes(out[0]), bytes(out[1]), bytes(out[2])};
}

}  // namespace

void YCbCrRows::row(uint32_t y, uint8_t *to) const {
  const uint8_t *lumas = luma + static_cast<size_t>(y) * luma_stride;
  const uint8_t *blues = blue + static_cast<size_t>(y / 2) * blue_stride;
  const uint8_t *reds = red + static_cast<size_t>(y / 2) * red_stride;
  for (uint32_t x = 0; x < width; x += 16) {
    const v128_t here = wasm_v128_load(lumas + x), cb = chroma(blues + x / 2), cr = chroma(reds + x / 2);
    const Pixels pixels = kind == Kind::full_range ? full(here, cb, cr, factors) : limited(here, cb, cr, factors);
    if (x + 16 <= width) {
      store(pixels, to + x * 3);
    } else {
      uint8_t rest[48];
      store(pixels, rest);
      std::memcpy(to + x * 3, rest, (width - x) * 3);
    }
  }
}
