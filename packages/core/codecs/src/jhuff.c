/*
 * Huffman decoding of baseline JPEGs: the library's own file, with a faster way through units (MCUs) that lie whole and undamaged in
 * the data. A unit that does not is left to the library, from its first bit on, so that errors are judged as before.
 */
#include "jdhuff.c"
#include <string.h>
#include <wasm_simd128.h>
#include "jhuff.h"

/* Bits that are looked up at once: nearly every code with the value behind it. */
#define LOOK 10
/* The longest code with its longest value. */
#define MOST_BITS 32

/*
 * An entry: bits to drop in the low byte, then how many zeros come before the coefficient, then the coefficient itself in the upper
 * half. Where its bits are not all seen, the low byte has those of the code alone, and `VALUE_FOLLOWS` plus how many bits the value has
 * in the upper half. No code of up to LOOK bits: 0.
 */
#define VALUE_FOLLOWS 0x80
#define BLOCK_ENDS 0x40
#define VALUE_SEEN 0x20
#define BITS_MASK 0x1f

typedef struct {
  uint32_t entries[1 << LOOK];
} AcTable;

static AcTable ac_tables[NUM_HUFF_TBLS];
static const AcTable *ac_of_block[D_MAX_BLOCKS_IN_MCU];

static void build_ac_table(AcTable *table, const d_derived_tbl *derived) {
  memset(table, 0, sizeof *table);
  const JHUFF_TBL *source = derived->pub;
  uint32_t code = 0, symbol = 0;
  for (uint32_t length = 1; length <= LOOK; length++, code <<= 1) {
    for (uint32_t count = source->bits[length]; count > 0; count--, code++, symbol++) {
      const uint32_t run = source->huffval[symbol] >> 4, size = source->huffval[symbol] & 15;
      const uint32_t spare = LOOK - length, first = code << spare;
      /* Tables of damaged files may claim more codes than there are. */
      if (first + (1u << spare) > (1u << LOOK)) return;
      for (uint32_t rest = 0; rest < (1u << spare); rest++) {
        uint32_t entry;
        if (size == 0) {
          entry = length | run << 8 | (run == 15 ? 0 : BLOCK_ENDS);
        } else if (size <= spare) {
          const uint32_t value = rest >> (spare - size);
          const int32_t extended = HUFF_EXTEND((int32_t)value, (int32_t)size);
          entry = (length + size) | VALUE_SEEN | run << 8 | (uint32_t)extended << 16;
        } else {
          entry = length | VALUE_FOLLOWS | run << 8 | size << 16;
        }
        table->entries[first + rest] = entry;
      }
    }
  }
}

void fast_units_begin(j_decompress_ptr info) {
  const huff_entropy_ptr entropy = (huff_entropy_ptr)info->entropy;
  for (int index = 0; index < info->comps_in_scan; index++) {
    const int number = info->cur_comp_info[index]->ac_tbl_no;
    build_ac_table(&ac_tables[number], entropy->ac_derived_tbls[number]);
  }
  for (int block = 0; block < info->blocks_in_MCU; block++) {
    ac_of_block[block] = &ac_tables[info->cur_comp_info[info->MCU_membership[block]]->ac_tbl_no];
  }
}

/* Bits that were read and not used: the upper `count` of `bits`, zeros below them. */
typedef struct {
  const JOCTET *at;
  uint64_t bits;
  int count;
} Bits;

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

/* To 56 bits and more, unless a marker comes before that: 0. */
static __attribute__((noinline)) int refill_bytes(Bits *from) {
  while (from->count <= 56) {
    const uint32_t byte = from->at[0];
    if (byte == 0xff && from->at[1] != 0) return 0;
    from->at += byte == 0xff ? 2 : 1;
    from->bits |= (uint64_t)byte << (56 - from->count);
    from->count += 8;
  }
  return 1;
}

static inline int refill(Bits *from) {
  const uint64_t next = load_big_endian(from->at);
  if (__builtin_expect(has_ff(next), 0)) {
    /* A copy, so that the original may stay in registers. */
    Bits copy = *from;
    if (!refill_bytes(&copy)) return 0;
    *from = copy;
    return 1;
  }
  from->bits |= next >> from->count;
  const int taken = (63 - from->count) >> 3;
  from->at += taken;
  from->count += taken * 8;
  /* What of the next byte came along is read again. */
  from->bits &= ~(uint64_t)0 << (64 - from->count);
  return 1;
}

static inline void drop(Bits *from, int count) {
  from->bits <<= count;
  from->count -= count;
}

/* A code longer than the tables know, in the next 16 bits: its length in the upper half, its symbol in the lower; 0 where it is none. */
static __attribute__((noinline)) uint32_t long_code(uint32_t ahead, const d_derived_tbl *table, int length) {
  for (; length <= 16; length++) {
    const int32_t code = (int32_t)(ahead >> (16 - length));
    if (code > table->maxcode[length]) continue;
    return (uint32_t)length << 16 | table->pub->huffval[(code + table->valoffset[length]) & 0xff];
  }
  return 0;
}

static inline int32_t value_of(Bits *from, int size) {
  const uint32_t value = (uint32_t)(from->bits >> (64 - size));
  drop(from, size);
  return HUFF_EXTEND((int32_t)value, size);
}

/* Answers 0 where something is out of the ordinary; nothing is changed then but coefficients, which are decoded again. */
static int decode_unit(j_decompress_ptr info, JBLOCKROW *blocks) {
  const huff_entropy_ptr entropy = (huff_entropy_ptr)info->entropy;
  savable_state state = entropy->saved;
  Bits from = {info->src->next_input_byte, 0, entropy->bitstate.bits_left};
  if (from.count > 0) from.bits = (uint64_t)entropy->bitstate.get_buffer << (64 - from.count);

  for (int number = 0; number < info->blocks_in_MCU; number++) {
    if (from.count < MOST_BITS && !refill(&from)) return 0;
    const d_derived_tbl *dc = entropy->dc_cur_tbls[number];
    const int found = dc->lookup[from.bits >> (64 - HUFF_LOOKAHEAD)];
    int size = found & ((1 << HUFF_LOOKAHEAD) - 1);
    if ((found >> HUFF_LOOKAHEAD) <= HUFF_LOOKAHEAD) {
      drop(&from, found >> HUFF_LOOKAHEAD);
    } else {
      const uint32_t code = long_code((uint32_t)(from.bits >> 48), dc, HUFF_LOOKAHEAD + 1);
      if (code == 0) return 0;
      drop(&from, (int)(code >> 16));
      size = (int)(code & 0xff);
    }
    JCOEF *block = (*blocks[number]);
    const int component = info->MCU_membership[number];
    if (size > 0) state.last_dc_val[component] += value_of(&from, size);
    block[0] = (JCOEF)state.last_dc_val[component];

    const AcTable *ac = ac_of_block[number];
    for (int place = 1; place < DCTSIZE2; place++) {
      if (from.count < MOST_BITS && !refill(&from)) return 0;
      const uint32_t entry = ac->entries[from.bits >> (64 - LOOK)];
      if (__builtin_expect(entry & VALUE_SEEN, 1)) {
        drop(&from, entry & BITS_MASK);
        place += (entry >> 8) & 15;
        block[jpeg_natural_order[place]] = (JCOEF)(entry >> 16);
        continue;
      }
      int symbol;
      if (entry != 0) {
        drop(&from, entry & BITS_MASK);
        if (entry & BLOCK_ENDS) break;
        symbol = (entry >> 4 & 0xf0) | (int)(entry >> 16);
      } else {
        const uint32_t code = long_code((uint32_t)(from.bits >> 48), entropy->ac_cur_tbls[number], LOOK + 1);
        if (code == 0) return 0;
        drop(&from, (int)(code >> 16));
        symbol = (int)(code & 0xff);
      }
      size = symbol & 15;
      if (size == 0) {
        if (symbol >> 4 != 15) break;
        place += 15;
        continue;
      }
      place += symbol >> 4;
      block[jpeg_natural_order[place]] = (JCOEF)value_of(&from, size);
    }
  }

  info->src->bytes_in_buffer -= (size_t)(from.at - info->src->next_input_byte);
  info->src->next_input_byte = from.at;
  entropy->bitstate.bits_left = from.count;
  entropy->bitstate.get_buffer = from.count > 0 ? from.bits >> (64 - from.count) : 0;
  entropy->saved = state;
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
