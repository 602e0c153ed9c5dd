/* Mirrors pictures of any depth, where libheif mirrors those of 8 bits alone. */
#include <algorithm>
#include <cstdint>
#include "libheif/error.h"
/* What libheif calls in the place of its own. */
#define mirror_inplace mirror_of_any_depth
#include "libheif/heif_image.h"

namespace heif {
namespace {

template <class Pixel>
void mirror(uint8_t *bytes, int width, int height, uint32_t stride, bool sideways) {
  const auto row = [&](int y) { return reinterpret_cast<Pixel *>(bytes + static_cast<size_t>(y) * stride); };
  if (sideways) {
    for (int y = 0; y < height; y++) std::reverse(row(y), row(y) + width);
  } else {
    for (int y = 0; y < height / 2; y++) std::swap_ranges(row(y), row(y) + width, row(height - 1 - y));
  }
}

}  // namespace

Error HeifPixelImage::mirror_of_any_depth(bool sideways) {
  for (auto &[channel, plane] : m_planes) {
    if (plane.m_bit_depth > 16 || channel == heif_channel_interleaved) {
      return Error(heif_error_Unsupported_feature, heif_suberror_Unspecified, "");
    }
    if (plane.m_bit_depth <= 8) {
      mirror<uint8_t>(plane.mem, plane.m_width, plane.m_height, plane.stride, sideways);
    } else {
      mirror<uint16_t>(plane.mem, plane.m_width, plane.m_height, plane.stride, sideways);
    }
  }
  return Error::Ok;
}

}  // namespace heif
