/*
 * Huffman decoding of baseline JPEGs: the library's own file, with a faster way through units (MCUs) that lie whole and
 * undamaged in the data. A unit that does not is left to the library, from its first bit on, so that errors are judged as before.
 */
#include "jdhuff.c"
#include <string.h>
#include <wasm_simd128.h>
#include "jhuff.h"

/* Bits that are looked up at once: often two codes with the values behind them. */
#define LOOK 11

/*
 * What LOOK bits say: one or two coefficients, and whether the block ends behind them. The lowest 6 bits are how many bits to
 * drop, the second byte is how far ahead the first coefficient lies, the third how far the second, the fourth where to go on; the
 * coefficients are the upper two of 16 bits. One alone is followed by a zero, where there is one anyway. Bits that say less than
 * a whole coefficient have ODD for the fourth byte: more than any block is long.
 */
#define ENDS 0x80
#define ODD 0xffu

/* `passed` is for what nobody looks at: all codes that are seen whole, with their values. The upper byte is where to go on. */
typedef struct {
  uint64_t kept[1 << LOOK];
  uint16_t passed[1 << LOOK];
} AcTable;

static AcTable ac_tables[NUM_HUFF_TBLS];
static const AcTable *ac_of_block[D_MAX_BLOCKS_IN_MCU];
/* The first coefficient of a block, in the order of the file, from which on its inverse DCT looks at none. */
static uint32_t limit_of_block[D_MAX_BLOCKS_IN_MCU];
static int component_of_block[D_MAX_BLOCKS_IN_MCU];

/* The library's `jpeg_natural_order` in one line of the cache. */
static uint8_t order[DCTSIZE2];

/* One code: its length, and its symbol in the upper byte; 0 where it is longer than LOOK. */
static uint16_t codes[1 << LOOK];

static void list_codes(const d_derived_tbl *derived) {
  memset(codes, 0, sizeof codes);
  const JHUFF_TBL *source = derived->pub;
  uint32_t code = 0, symbol = 0;
  for (uint32_t length = 1; length <= LOOK; length++, code <<= 1) {
    for (uint32_t count = source->bits[length]; count > 0; count--, code++, symbol++) {
      const uint32_t spare = LOOK - length, first = code << spare;
      /* Tables of damaged files may claim more codes than there are. */
      if (first + (1u << spare) > (1u << LOOK)) return;
      for (uint32_t rest = 0; rest < (1u << spare); rest++) {
        codes[first + rest] = (uint16_t)(length | (uint32_t)source->huffval[symbol] << 8);
      }
    }
  }
}

static inline int ends_block(uint32_t symbol) { return (symbol & 15) == 0 && symbol != 0xf0; }

static uint64_t kept_entry(uint32_t window) {
  uint32_t used = 0, place = 0, ends = 0, found = 0;
  uint32_t ahead[2] = {0, 0};
  uint64_t values = 0;
  while (found < 2 && !ends) {
    const uint32_t code = codes[(window << used) & ((1 << LOOK) - 1)];
    const uint32_t length = code & 0xff, symbol = code >> 8, size = symbol & 15;
    if (code == 0 || used + length + size > LOOK) break;
    used += length + size;
    if (ends_block(symbol)) {
      ends = ENDS;
      continue;
    }
    if (size == 0) {
      /* Sixteen zeros, and no more of them: places stay small. */
      place += 16;
      break;
    }
    const int32_t value = HUFF_EXTEND((int32_t)(window >> (LOOK - used) & ((1u << size) - 1)), (int32_t)size);
    place += symbol >> 4;
    values |= (uint64_t)(uint16_t)value << (32 + 16 * found);
    ahead[found++] = place++;
  }
  if (used == 0) return (uint64_t)ODD << 24;
  if (found < 2) ahead[1] = place;
  if (found < 1) ahead[0] = place;
  return values | used | ends | ahead[0] << 8 | ahead[1] << 16 | (uint64_t)place << 24;
}

static uint16_t passed_entry(uint32_t window) {
  uint32_t used = 0, place = 0, ends = 0;
  while (used < LOOK && !ends) {
    const uint32_t code = codes[(window << used) & ((1 << LOOK) - 1)];
    const uint32_t length = code & 0xff, symbol = code >> 8;
    if (code == 0 || used + length > LOOK) break;
    used += length + (symbol & 15);
    if (ends_block(symbol)) ends = ENDS;
    else place += (symbol >> 4) + 1;
  }
  return (uint16_t)(used | ends | (used == 0 ? ODD : place) << 8);
}

static void build_ac_table(AcTable *table, const d_derived_tbl *derived, int passes) {
  list_codes(derived);
  for (uint32_t window = 0; window < (1 << LOOK); window++) table->kept[window] = kept_entry(window);
  if (!passes) return;
  for (uint32_t window = 0; window < (1 << LOOK); window++) table->passed[window] = passed_entry(window);
}

/* Those of 1 to 7 look at as many coefficients each way as they are wide, but for two of the library's older ones. */
static uint32_t limit_of(const jpeg_component_info *component) {
  const int size = component->_DCT_scaled_size;
  if (size == 2 || size == 4 || size >= DCTSIZE) return DCTSIZE2;
  uint32_t limit = DCTSIZE2;
  while (jpeg_natural_order[limit - 1] % DCTSIZE >= size || jpeg_natural_order[limit - 1] / DCTSIZE >= size) limit--;
  return limit;
}

void fast_units_begin(j_decompress_ptr info) {
  const huff_entropy_ptr entropy = (huff_entropy_ptr)info->entropy;
  for (int place = 0; place < DCTSIZE2; place++) order[place] = (uint8_t)jpeg_natural_order[place];
  int passes = 0;
  for (int index = 0; index < info->comps_in_scan; index++) passes |= limit_of(info->cur_comp_info[index]) < DCTSIZE2;
  uint32_t built = 0;
  for (int index = 0; index < info->comps_in_scan; index++) {
    const int number = info->cur_comp_info[index]->ac_tbl_no;
    if (built >> number & 1) continue;
    built |= 1u << number;
    build_ac_table(&ac_tables[number], entropy->ac_derived_tbls[number], passes);
  }
  for (int block = 0; block < info->blocks_in_MCU; block++) {
    const jpeg_component_info *component = info->cur_comp_info[info->MCU_membership[block]];
    ac_of_block[block] = &ac_tables[component->ac_tbl_no];
    component_of_block[block] = info->MCU_membership[block];
    limit_of_block[block] = limit_of(component);
  }
}

/* Where decoding stands in a unit. All of it lies at one place, so that the loop below has no pointer to it in hand. */
static struct {
  const JOCTET *at;
  /* Bits that were read and not used: the upper `count`. Below them are zeros, or some of the bits that come next. */
  uint64_t bits;
  int count;
  /* Which block of the unit, and which coefficient of it comes next, in the order of the file; DCTSIZE2 and more: none. */
  int number;
  uint32_t place;
  int last_dc[MAX_COMPS_IN_SCAN];
} unit;

static inline uint64_t load_big_endian(const JOCTET *at) {
  const v128_t bytes = wasm_v128_load64_zero(at);
  return (uint64_t)wasm_i64x2_extract_lane(
      wasm_i8x16_shuffle(bytes, bytes, 7, 6, 5, 4, 3, 2, 1, 0, 7, 6, 5, 4, 3, 2, 1, 0), 0);
}

/* Whether a byte is 255. */
static inline int has_ff(uint64_t bytes) {
  const uint64_t inverted = ~bytes;
  return ((inverted - 0x0101010101010101u) & bytes & 0x8080808080808080u) != 0;
}

/*
 * To 56 bits and more, unless a marker comes before that, which leaves the function. Without a branch but for bytes of 255: a guess
 * whether enough bits are there is wrong too often.
 */
#define REFILL(at, bits, count)                                    \
  {                                                                \
    const uint64_t next = load_big_endian(at);                     \
    if (__builtin_expect(!has_ff(next), 1)) {                      \
      bits |= next >> count;                                       \
      at += (63 - count) >> 3;                                     \
      count |= 56;                                                 \
    } else {                                                       \
      for (; count < 56; count += 8) {                             \
        const uint32_t byte = at[0];                               \
        if (byte == 0xff && at[1] != 0) return stopped;            \
        at += byte == 0xff ? 2 : 1;                                \
        bits |= (uint64_t)byte << (56 - count);                    \
      }                                                            \
    }                                                              \
  }

enum { stopped = 0, done, odd };

/* One look-up: needs LOOK bits. Leaves to `next_block` or `odd_one`. */
#define KEEP                                                                     \
  {                                                                              \
    const uint64_t entry = ac->kept[bits >> (64 - LOOK)];                        \
    const uint32_t lower = (uint32_t)entry, going_on = place + (lower >> 24);    \
    if (__builtin_expect(going_on >= DCTSIZE2, 0)) goto odd_one;                 \
    block[order[place + (lower >> 8 & 0xff)]] = (JCOEF)(entry >> 32);            \
    block[order[place + (lower >> 16 & 0xff)]] = (JCOEF)(entry >> 48);           \
    bits <<= lower & 63;                                                         \
    count -= lower & 63;                                                         \
    if (lower & ENDS) goto next_block;                                           \
    place = going_on;                                                            \
  }

/* The same where nobody looks: needs LOOK + 15 bits. */
#define PASS                                                                     \
  {                                                                              \
    const uint32_t entry = ac->passed[bits >> (64 - LOOK)];                      \
    const uint32_t going_on = place + (entry >> 8);                              \
    if (__builtin_expect(going_on >= DCTSIZE2, 0)) goto odd_one;                 \
    bits <<= entry & 63;                                                         \
    count -= entry & 63;                                                         \
    if (entry & ENDS) goto next_block;                                           \
    place = going_on;                                                            \
  }

/* Decodes `unit` as far as it goes. Nothing is called here, so that all that the loop works with stays in registers. */
static __attribute__((noinline)) int decode_usual(const huff_entropy_ptr entropy, JBLOCKROW *blocks, int blocks_in_unit) {
  const JOCTET *at = unit.at;
  uint64_t bits = unit.bits;
  int count = unit.count, number = unit.number;
  uint32_t place = unit.place;
  for (;;) {
    JCOEF *block = *blocks[number];
    const AcTable *ac = ac_of_block[number];
    const uint32_t limit = limit_of_block[number];
    REFILL(at, bits, count)
    if (place == 0) {
      const int found = entropy->dc_cur_tbls[number]->lookup[bits >> (64 - HUFF_LOOKAHEAD)];
      const int length = found >> HUFF_LOOKAHEAD, size = found & ((1 << HUFF_LOOKAHEAD) - 1);
      if (__builtin_expect(length > HUFF_LOOKAHEAD, 0)) goto odd_one;
      bits <<= length;
      const int32_t value = (int32_t)(bits >> 1 >> (63 - size));
      bits <<= size;
      count -= length + size;
      int *last = &unit.last_dc[component_of_block[number]];
      block[0] = (JCOEF)(*last += HUFF_EXTEND(value, size));
      place = 1;
      /* Of 56 bits 33 are left. */
      KEEP
      KEEP
      KEEP
      REFILL(at, bits, count)
    }
    while (place < limit) {
      KEEP
      KEEP
      KEEP
      KEEP
      REFILL(at, bits, count)
    }
    for (;;) {
      PASS
      PASS
      REFILL(at, bits, count)
    }
  next_block:
    place = 0;
    if (++number == blocks_in_unit) break;
    continue;
  odd_one:
    unit.at = at;
    unit.bits = bits;
    unit.count = count;
    unit.number = number;
    unit.place = place;
    return odd;
  }
  unit.at = at;
  unit.bits = bits;
  unit.count = count;
  return done;
}

static inline void drop(int count) {
  unit.bits <<= count;
  unit.count -= count;
}

/* Of up to 15 bits; 0 of none. */
static inline int32_t take_value(int size) {
  const int32_t value = (int32_t)(unit.bits >> 1 >> (63 - size));
  drop(size);
  return HUFF_EXTEND(value, size);
}

/* A code of any length: its symbol, and -1 where it is none. */
static int take_code(const d_derived_tbl *table) {
  const int32_t ahead = (int32_t)(unit.bits >> 48);
  for (int length = 1; length <= 16; length++) {
    const int32_t code = ahead >> (16 - length);
    if (code > table->maxcode[length]) continue;
    drop(length);
    return table->pub->huffval[(code + table->valoffset[length]) & 0xff];
  }
  return -1;
}

/* One code with its value, whatever it is. */
static int decode_odd(const huff_entropy_ptr entropy, JBLOCKROW *blocks) {
  REFILL(unit.at, unit.bits, unit.count)
  JCOEF *block = *blocks[unit.number];
  const int first = unit.place == 0;
  const int symbol = take_code(first ? entropy->dc_cur_tbls[unit.number] : entropy->ac_cur_tbls[unit.number]);
  if (symbol < 0) return stopped;
  if (first) {
    int *last = &unit.last_dc[component_of_block[unit.number]];
    block[0] = (JCOEF)(*last += take_value(symbol & 15));
  } else if (ends_block((uint32_t)symbol)) {
    unit.place = DCTSIZE2;
    return odd;
  } else {
    unit.place += (uint32_t)symbol >> 4;
    if ((symbol & 15) != 0) block[jpeg_natural_order[unit.place]] = (JCOEF)take_value(symbol & 15);
  }
  unit.place++;
  return odd;
}

/* Answers 0 where something is out of the ordinary; nothing is changed then but coefficients, which are decoded again. */
static int decode_unit(j_decompress_ptr info, JBLOCKROW *blocks) {
  const huff_entropy_ptr entropy = (huff_entropy_ptr)info->entropy;
  /* The library may have filled up its 64 bits; here there are never so many. */
  if (entropy->bitstate.bits_left > 63) return 0;
  unit.at = info->src->next_input_byte;
  unit.count = entropy->bitstate.bits_left;
  unit.bits = unit.count > 0 ? (uint64_t)entropy->bitstate.get_buffer << (64 - unit.count) : 0;
  unit.number = 0;
  unit.place = 0;
  memcpy(unit.last_dc, entropy->saved.last_dc_val, sizeof unit.last_dc);

  for (;;) {
    const int answer = decode_usual(entropy, blocks, info->blocks_in_MCU);
    if (answer == done) break;
    if (answer == stopped || decode_odd(entropy, blocks) == stopped) return 0;
    if (unit.place < DCTSIZE2) continue;
    unit.place = 0;
    if (++unit.number == info->blocks_in_MCU) break;
  }

  info->src->bytes_in_buffer -= (size_t)(unit.at - info->src->next_input_byte);
  info->src->next_input_byte = unit.at;
  entropy->bitstate.bits_left = unit.count;
  entropy->bitstate.get_buffer = unit.count > 0 ? unit.bits >> (64 - unit.count) : 0;
  memcpy(entropy->saved.last_dc_val, unit.last_dc, sizeof unit.last_dc);
  return 1;
}

boolean fast_unit(j_decompress_ptr info, JBLOCKROW *blocks) {
  const huff_entropy_ptr entropy = (huff_entropy_ptr)info->entropy;
  const int restarts = info->restart_interval != 0;
  if (!entropy->pub.insufficient_data && info->unread_marker == 0 && blocks != NULL &&
      info->src->bytes_in_buffer >= BUFSIZE * (size_t)info->blocks_in_MCU && !(restarts && entropy->restarts_to_go == 0) &&
      decode_unit(info, blocks)) {
    if (restarts) entropy->restarts_to_go--;
    return TRUE;
  }
  return decode_mcu(info, blocks);
}
