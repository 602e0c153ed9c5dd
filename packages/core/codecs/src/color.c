#include "color.h"
#include <math.h>
#include "sink.h"

/* Light is 0 to LIGHT, weights are in 65536ths. */
#define LIGHT 16383
#define WEIGHT_BITS 16

/*
 * Linear light of each space to that of sRGB, all with the white of D65: from the chromaticities of their standards
 * (SMPTE EG 432-1 with the white of D65; Adobe RGB (1998), 4.3.1; IEC 61966-2-1). Rows add up to 65536, so that grey stays grey.
 */
static const int32_t weights[3][9] = {
    {0},
    {80278, -14742, 0, -2756, 68292, 0, -1287, -5153, 71976},
    {91643, -26107, 0, 0, 65536, 0, 0, -2813, 68349},
};

static const int32_t *matrix;
static uint16_t to_light[256];
static uint8_t from_light[LIGHT + 1];
static uint32_t built;

static double srgb_to_linear(double value) {
  return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
}

static double linear_to_srgb(double value) {
  return value <= 0.0031308 ? value * 12.92 : 1.055 * pow(value, 1 / 2.4) - 0.055;
}

void color_begin(uint32_t color_space) {
  matrix = color_space == color_srgb || color_space > color_adobe_rgb ? 0 : weights[color_space];
  if (!matrix || built == color_space) return;
  built = color_space;
  for (int index = 0; index < 256; index++) {
    const double value = index / 255.0;
    const double light = color_space == color_adobe_rgb ? pow(value, 563.0 / 256) : srgb_to_linear(value);
    to_light[index] = (uint16_t)(light * LIGHT + 0.5);
  }
  for (int index = 0; index <= LIGHT; index++) {
    from_light[index] = (uint8_t)(linear_to_srgb((double)index / LIGHT) * 255 + 0.5);
  }
}

int color_needed(void) { return matrix != 0; }

static inline uint8_t channel(const int32_t *row, int32_t r, int32_t g, int32_t b) {
  int32_t light = (row[0] * r + row[1] * g + row[2] * b + (1 << (WEIGHT_BITS - 1))) >> WEIGHT_BITS;
  if (light < 0) light = 0;
  if (light > LIGHT) light = LIGHT;
  return from_light[light];
}

void color_convert(uint8_t *rgb, uint32_t count) {
  if (!matrix) return;
  for (; count > 0; count--, rgb += 3) {
    const int32_t r = to_light[rgb[0]], g = to_light[rgb[1]], b = to_light[rgb[2]];
    rgb[0] = channel(matrix, r, g, b);
    rgb[1] = channel(matrix + 3, r, g, b);
    rgb[2] = channel(matrix + 6, r, g, b);
  }
}
