/* Rows of pictures in luma and chroma as RGB, with vectors: the bits of libheif's own conversion. */
#ifndef YCBCR_H
#define YCBCR_H
#include <cstdint>
#include <memory>
#include "libheif/heif_image.h"
#include "libheif/nclx.h"

/* How a picture of 8 bits and 4:2:0, without transparency, becomes RGB. */
class YCbCrRows {
 public:
  explicit YCbCrRows(const heif::HeifPixelImage &picture);
  /* Whether the picture is of a kind that `row` knows. The others are for libheif. */
  bool known() const { return kind != Kind::other; }
  /* Writes `width` * 3 bytes. */
  void row(uint32_t y, uint8_t *to) const;

 private:
  enum class Kind { other, full_range, limited_range };
  Kind kind = Kind::other;
  heif::YCbCr_to_RGB_coefficients factors;
  const uint8_t *luma = nullptr, *blue = nullptr, *red = nullptr;
  int luma_stride = 0, blue_stride = 0, red_stride = 0;
  uint32_t width = 0;
};

#endif
