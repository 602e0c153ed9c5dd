/* PNG: zlib inflates, and every line is unfiltered, made RGB over white and handed on as soon as it has come. */
#include <stdlib.h>
#include <string.h>
#include <wasm_simd128.h>
#include "sink.h"
#include "libdeflate.h"
#include "zlib.h"

/* Colour types of the standard (W3C PNG, table 8). */
enum { grey = 0, rgb = 2, indexed = 3, grey_alpha = 4, rgba = 6 };

static const uint8_t channels_of[7] = {1, 0, 3, 1, 2, 0, 4};

/* Adam7: first column and row, and steps. */
static const uint8_t interlacing[7][4] = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2},
};

/* Bytes that may be read, or written, beyond a line by vectors. */
#define SPARE 32

/* ---- Filters (W3C PNG, 9.2); `back` is the distance to the pixel on the left, and lines have zeros before them ---- */

static void add_up(uint8_t *line, const uint8_t *above, uint32_t length) {
  uint32_t at = 0;
  for (; at + 16 <= length; at += 16) {
    wasm_v128_store(line + at, wasm_i8x16_add(wasm_v128_load(line + at), wasm_v128_load(above + at)));
  }
  for (; at < length; at++) line[at] += above[at];
}

static inline int distance(int value) { return value < 0 ? -value : value; }

static inline uint8_t paeth(int left, int up, int corner) {
  const int to_left = distance(up - corner), to_up = distance(left - corner);
  const int to_corner = distance(left + up - 2 * corner);
  if (to_left <= to_up && to_left <= to_corner) return (uint8_t)left;
  return (uint8_t)(to_up <= to_corner ? up : corner);
}

static inline v128_t load_pixel(const uint8_t *at) { return wasm_v128_load64_zero(at); }

static inline void store_pixel(uint8_t *at, v128_t pixel, uint32_t back) {
  if (back == 3) {
    const uint32_t bytes = wasm_i32x4_extract_lane(pixel, 0);
    memcpy(at, &bytes, 2);
    at[2] = (uint8_t)(bytes >> 16);
  } else if (back == 4) {
    wasm_v128_store32_lane(at, pixel, 0);
  } else if (back == 6) {
    wasm_v128_store32_lane(at, pixel, 0);
    wasm_v128_store16_lane(at + 4, pixel, 2);
  } else {
    wasm_v128_store64_lane(at, pixel, 0);
  }
}

/* One pixel at a time in a vector: each needs the one before. Inlined for every distance. */
static inline __attribute__((always_inline)) void add_left_of(uint8_t *line, uint32_t length, uint32_t back) {
  v128_t left = wasm_i8x16_splat(0);
  for (uint32_t at = 0; at < length; at += back) {
    left = wasm_i8x16_add(load_pixel(line + at), left);
    store_pixel(line + at, left, back);
  }
}

static inline __attribute__((always_inline)) void add_average_of(uint8_t *line, const uint8_t *above, uint32_t length, uint32_t back) {
  const v128_t one = wasm_i8x16_splat(1);
  v128_t left = wasm_i8x16_splat(0);
  for (uint32_t at = 0; at < length; at += back) {
    const v128_t up = load_pixel(above + at);
    /* The average of vectors rounds up. */
    const v128_t odd = wasm_v128_and(wasm_v128_xor(left, up), one);
    left = wasm_i8x16_add(load_pixel(line + at), wasm_i8x16_sub(wasm_u8x16_avgr(left, up), odd));
    store_pixel(line + at, left, back);
  }
}

static inline __attribute__((always_inline)) void add_paeth_of(uint8_t *line, const uint8_t *above, uint32_t length, uint32_t back) {
  v128_t left = wasm_i16x8_splat(0), corner = wasm_i16x8_splat(0);
  for (uint32_t at = 0; at < length; at += back) {
    const v128_t up = wasm_u16x8_extend_low_u8x16(load_pixel(above + at));
    const v128_t pa = wasm_i16x8_sub(up, corner), pb = wasm_i16x8_sub(left, corner);
    const v128_t pc = wasm_i16x8_abs(wasm_i16x8_add(pa, pb));
    const v128_t a = wasm_i16x8_abs(pa), b = wasm_i16x8_abs(pb);
    const v128_t least = wasm_i16x8_min(pc, wasm_i16x8_min(a, b));
    const v128_t nearest = wasm_v128_bitselect(
        left, wasm_v128_bitselect(up, corner, wasm_i16x8_eq(b, least)), wasm_i16x8_eq(a, least));
    const v128_t bytes = wasm_i8x16_add(load_pixel(line + at), wasm_u8x16_narrow_i16x8(nearest, nearest));
    store_pixel(line + at, bytes, back);
    corner = up;
    left = wasm_u16x8_extend_low_u8x16(bytes);
  }
}

static void unfilter(uint8_t *line, const uint8_t *above, uint32_t length, uint32_t back, uint8_t filter) {
#define FOR_EACH_DISTANCE(call3, call4, call6, call8) \
  switch (back) {                                     \
    case 3: call3; return;                            \
    case 4: call4; return;                            \
    case 6: call6; return;                            \
    case 8: call8; return;                            \
  }
  switch (filter) {
    case 0: return;
    case 1:
      FOR_EACH_DISTANCE(add_left_of(line, length, 3), add_left_of(line, length, 4), add_left_of(line, length, 6),
                        add_left_of(line, length, 8))
      for (uint32_t at = back; at < length; at++) line[at] += line[at - back];
      return;
    case 2: add_up(line, above, length); return;
    case 3:
      FOR_EACH_DISTANCE(add_average_of(line, above, length, 3), add_average_of(line, above, length, 4),
                        add_average_of(line, above, length, 6), add_average_of(line, above, length, 8))
      for (uint32_t at = 0; at < back && at < length; at++) line[at] += above[at] >> 1;
      for (uint32_t at = back; at < length; at++) line[at] += (line[at - back] + above[at]) >> 1;
      return;
    case 4:
      FOR_EACH_DISTANCE(add_paeth_of(line, above, length, 3), add_paeth_of(line, above, length, 4),
                        add_paeth_of(line, above, length, 6), add_paeth_of(line, above, length, 8))
      for (uint32_t at = 0; at < back && at < length; at++) line[at] += above[at];
      for (uint32_t at = back; at < length; at++) line[at] += paeth(line[at - back], above[at], above[at - back]);
      return;
    default: fail(fault_damaged);
  }
}

/* ---- Colours ---- */

static uint8_t table[256 * 3];
static int has_clear;
static uint32_t clear[3];

/* `value` at opacity `alpha` over white, rounded. */
static inline uint8_t over_white(uint32_t value, uint32_t alpha) {
  const uint32_t sum = value * alpha + 255 * (255 - alpha) + 128;
  return (uint8_t)((sum + (sum >> 8)) >> 8);
}

static inline uint32_t sample16(const uint8_t *at) { return (uint32_t)at[0] << 8 | at[1]; }

/* A 16-bit sample as the nearest of 8 bits. */
static inline uint8_t to8(const uint8_t *at) { return (uint8_t)((sample16(at) * 255 + 32895) >> 16); }

static void prepare_colors(uint32_t color, uint32_t depth, const uint8_t *palette, uint32_t palette_bytes,
                           const uint8_t *transparency, uint32_t transparency_bytes) {
  memset(table, 0, sizeof table);
  has_clear = color == grey ? transparency_bytes >= 2 : color == rgb && transparency_bytes >= 6;
  for (uint32_t channel = 0; has_clear && channel < (color == rgb ? 3 : 1); channel++) {
    clear[channel] = sample16(transparency + channel * 2);
  }
  if (color == indexed) {
    for (uint32_t index = 0; index < palette_bytes && index < sizeof table; index++) {
      table[index] = over_white(palette[index], index / 3 < transparency_bytes ? transparency[index / 3] : 255);
    }
  } else if (color == grey && depth < 16) {
    const uint32_t white = (1u << depth) - 1;
    for (uint32_t level = 0; level <= white; level++) {
      memset(table + level * 3, has_clear && level == clear[0] ? 255 : (int)(level * 255 / white), 3);
    }
  }
}

static inline void put_grey(uint8_t *to, uint8_t value) { to[0] = to[1] = to[2] = value; }

static void to_rgb(const uint8_t *line, uint32_t count, uint8_t *to, uint32_t color, uint32_t depth) {
  if (color == indexed || (color == grey && depth < 16)) {
    const uint32_t mask = (1u << depth) - 1;
    for (uint32_t index = 0; index < count; index++, to += 3) {
      const uint32_t bit = index * depth;
      const uint8_t *entry = table + ((line[bit >> 3] >> (8 - depth - (bit & 7))) & mask) * 3;
      to[0] = entry[0];
      to[1] = entry[1];
      to[2] = entry[2];
    }
  } else if (color == grey) {
    for (uint32_t index = 0; index < count; index++, line += 2, to += 3) {
      put_grey(to, has_clear && sample16(line) == clear[0] ? 255 : to8(line));
    }
  } else if (color == rgb && depth == 8) {
    memcpy(to, line, count * 3);
    for (uint32_t index = 0; has_clear && index < count; index++, to += 3) {
      if (to[0] == clear[0] && to[1] == clear[1] && to[2] == clear[2]) put_grey(to, 255);
    }
  } else if (color == rgb) {
    for (uint32_t index = 0; index < count; index++, line += 6, to += 3) {
      for (int channel = 0; channel < 3; channel++) to[channel] = to8(line + channel * 2);
      if (has_clear && sample16(line) == clear[0] && sample16(line + 2) == clear[1] && sample16(line + 4) == clear[2]) {
        put_grey(to, 255);
      }
    }
  } else if (color == grey_alpha) {
    for (uint32_t index = 0; index < count; index++, line += depth >> 2, to += 3) {
      put_grey(to, depth == 8 ? over_white(line[0], line[1]) : over_white(to8(line), to8(line + 2)));
    }
  } else if (depth == 8) {
    for (uint32_t index = 0; index < count; index++, line += 4, to += 3) {
      const uint32_t alpha = line[3];
      to[0] = over_white(line[0], alpha);
      to[1] = over_white(line[1], alpha);
      to[2] = over_white(line[2], alpha);
    }
  } else {
    for (uint32_t index = 0; index < count; index++, line += 8, to += 3) {
      const uint32_t alpha = to8(line + 6);
      for (int channel = 0; channel < 3; channel++) to[channel] = over_white(to8(line + channel * 2), alpha);
    }
  }
}

/* ---- The compressed data ---- */

/* A picture that inflates to no more is inflated at once, by the faster library; others line by line. */
#define AT_ONCE (16u << 20)

static z_stream stream;
static uint32_t lines_done;

static void *from_heap(void *unused, uInt count, uInt size) { return malloc(count * size); }
static void to_heap(void *unused, void *place) { free(place); }

static void stop(uint32_t fault) {
  job.present = lines_done;
  job.expected = job.height;
  fail(fault);
}

/* Added to the size of a piece that the file ends in, before its checksum. */
#define UNCHECKED 0x80000000u

/* Checks the pieces and moves them together; answers where and how many bytes. */
static uint32_t join_pieces(uint8_t *file, const uint32_t *pieces, uint32_t count, uint8_t **joined) {
  uint32_t total = 0;
  *joined = file + pieces[0];
  for (const uint32_t *piece = pieces; piece < pieces + count * 2; piece += 2) {
    const uint8_t *from = file + piece[0], *sum = from + (piece[1] & ~UNCHECKED);
    const uint32_t size = piece[1] & ~UNCHECKED;
    const uint32_t expected = (uint32_t)sum[0] << 24 | (uint32_t)sum[1] << 16 | (uint32_t)sum[2] << 8 | sum[3];
    /* The checksum covers the four bytes of the name before the piece. */
    if (piece[1] == size && crc32(0, from - 4, size + 4) != expected) stop(fault_damaged);
    memmove(*joined + total, from, size);
    total += size;
  }
  return total;
}

/* All lines at once, or 0: what is out of the ordinary is left to the other way. */
static uint8_t *inflate_all(const uint8_t *from, uint32_t size, uint32_t expected) {
  if (expected > AT_ONCE || size < 6) return 0;
  if ((from[0] & 15) != 8 || (from[0] >> 4) > 7 || ((from[0] << 8) | from[1]) % 31 != 0 || (from[1] & 0x20)) return 0;
  struct libdeflate_decompressor *inflater = libdeflate_alloc_decompressor();
  uint8_t *to = malloc(expected + 16 + SPARE);
  size_t got = 0;
  if (!inflater || !to) fail(fault_memory);
  memset(to, 0, 16);
  const int status = libdeflate_deflate_decompress(inflater, from + 2, size - 2, to + 16, expected, &got);
  libdeflate_free_decompressor(inflater);
  if (status == LIBDEFLATE_SUCCESS && got == expected) return to + 16;
  free(to);
  return 0;
}

static void inflate_line(uint8_t *to, uint32_t length) {
  stream.next_out = to;
  stream.avail_out = length;
  while (stream.avail_out > 0) {
    if (stream.avail_in == 0) stop(fault_cut);
    const int status = inflate(&stream, Z_NO_FLUSH);
    if (status == Z_STREAM_END && stream.avail_out > 0) stop(fault_cut);
    if (status == Z_MEM_ERROR) stop(fault_memory);
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) stop(fault_damaged);
  }
}

typedef struct {
  uint32_t x, y, step_x, step_y, width, height;
  uint32_t length; /* bytes of a line, without its filter */
} Pass;

/* The passes that have pixels; answers how many, and in `total` the bytes of all lines with their filters. */
static uint32_t plan(Pass *passes, uint32_t interlaced, uint32_t bits, uint64_t *total) {
  static const uint8_t all[4] = {0, 0, 1, 1};
  uint32_t count = 0;
  *total = 0;
  for (uint32_t index = 0; index < (interlaced ? 7 : 1); index++) {
    const uint8_t *step = interlaced ? interlacing[index] : all;
    if (job.width <= step[0] || job.height <= step[1]) continue;
    Pass *pass = passes + count++;
    pass->x = step[0];
    pass->y = step[1];
    pass->step_x = step[2];
    pass->step_y = step[3];
    pass->width = (job.width - step[0] + step[2] - 1) / step[2];
    pass->height = (job.height - step[1] + step[3] - 1) / step[3];
    pass->length = (uint32_t)(((uint64_t)pass->width * bits + 7) >> 3);
    *total += (uint64_t)(pass->length + 1) * pass->height;
  }
  return count;
}

/*
 * `pieces` are `count` pairs of offset and size of the compressed data in `file`, each preceded by its four-byte name and
 * followed by its checksum. The file is overwritten.
 */
void decode_png(uint8_t *file, uint32_t color, uint32_t depth, uint32_t interlaced, const uint32_t *pieces,
                uint32_t count, uint32_t palette, uint32_t palette_bytes, uint32_t transparency,
                uint32_t transparency_bytes) {
  const uint32_t bits = depth * channels_of[color];
  const uint32_t back = bits < 8 ? 1 : bits >> 3;
  Pass passes[7];
  uint64_t expected;
  const uint32_t pass_count = plan(passes, interlaced, bits, &expected);
  lines_done = 0;
  prepare_colors(color, depth, file + palette, palette_bytes, file + transparency, transparency_bytes);

  uint8_t *compressed;
  const uint32_t size = join_pieces(file, pieces, count, &compressed);
  uint8_t *lines = expected <= AT_ONCE ? inflate_all(compressed, size, (uint32_t)expected) : 0;
  const uint32_t longest = (uint32_t)(((uint64_t)job.width * bits + 7) >> 3);
  /* Every line has its filter before it, and is preceded by 16 bytes and followed by some that may be touched. */
  uint8_t *line = (uint8_t *)need(longest + 16 + SPARE) + 16, *above = (uint8_t *)need(longest + 16 + SPARE) + 16;
  uint8_t *none = need(longest + SPARE);
  memset(none, 0, longest + SPARE);
  if (!lines) {
    memset(&stream, 0, sizeof stream);
    stream.zalloc = from_heap;
    stream.zfree = to_heap;
    if (inflateInit(&stream) != Z_OK) fail(fault_memory);
    stream.next_in = compressed;
    stream.avail_in = size;
  }

  uint8_t *whole = interlaced ? need(job.width * job.height * 3 + SPARE) : 0;
  uint8_t *spread = interlaced ? need(job.width * 3 + SPARE) : 0;
  sink_begin(job.width, job.height, job.target_width, job.target_height);
  for (const Pass *pass = passes; pass < passes + pass_count; pass++) {
    const uint8_t *previous = none;
    for (uint32_t y = 0; y < pass->height; y++) {
      if (lines) {
        line = lines + 1;
        lines += pass->length + 1;
      } else {
        inflate_line(line - 1, pass->length + 1);
      }
      unfilter(line, previous, pass->length, back, line[-1]);
      if (!interlaced) {
        if (color == rgb && depth == 8 && !has_clear) {
          sink_push_from(line);
        } else {
          to_rgb(line, pass->width, sink_row(), color, depth);
          sink_push();
        }
        lines_done++;
      } else {
        to_rgb(line, pass->width, spread, color, depth);
        uint8_t *to = whole + ((pass->y + y * pass->step_y) * job.width + pass->x) * 3;
        for (uint32_t x = 0; x < pass->width; x++, to += pass->step_x * 3) memcpy(to, spread + x * 3, 3);
        if (pass->step_y == 2) lines_done = y * 2;
      }
      previous = line;
      if (!lines) {
        line = above;
        above = (uint8_t *)previous;
      }
    }
  }
  for (uint32_t y = 0; interlaced && y < job.height; y++) {
    sink_push_from(whole + y * job.width * 3);
  }
  sink_end();
}
