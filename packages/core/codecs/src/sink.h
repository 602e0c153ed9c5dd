/* Where decoded rows go: shrunk, turned upright and put into one RGB picture, row by row. */
#ifndef SINK_H
#define SINK_H
#include <stdint.h>

typedef struct {
  /* Asked for. */
  uint32_t width, height;                /* of the stored picture, in pixels, as its header promises */
  uint32_t target_width, target_height;  /* what it is shrunk to (PNG, WebP), as stored */
  uint32_t eighths;                      /* what it is decoded at (JPEG), 1 to 8 */
  uint32_t orientation;                  /* EXIF's, 1 to 8 */
  uint32_t color_space;                  /* one of the color_* below */
  uint32_t most_cost;                    /* of what the header does not say, in the units of decode-cost.ts; none for JPEG */
  /* Answered. */
  uint32_t pixels;                       /* address of the upright RGB */
  uint32_t out_width, out_height;
  uint32_t fault;                        /* one of the fault_* below */
  uint32_t present, expected;            /* how much of the picture is there, in units of the decoder */
} Job;

enum { color_srgb = 0, color_display_p3 = 1, color_adobe_rgb = 2 };

enum {
  fault_none = 0,
  fault_damaged = 1,   /* bytes that mean nothing */
  fault_cut = 2,       /* the file ends early */
  fault_mismatch = 3,  /* not the size that the header promised */
  fault_memory = 4,
  fault_sampling = 5,  /* a sampling that cannot be decoded */
  fault_unsupported = 6, /* a kind of coding that the decoder does not know */
  fault_cost = 7       /* more work than its header says */
};

extern Job job;

/* Ends the call by an exception in the host, which throws this instance away. */
__attribute__((import_module("host"), import_name("fail"), noreturn)) void host_fail(void);
__attribute__((noreturn)) void fail(uint32_t fault);
void *need(uint32_t bytes);
/* Counts work against `most_cost`, and fails beyond it. */
void spend(uint32_t cost);
/* Of a deflated block with codes of its own: up to 3.2 microseconds. */
#define COST_OF_BLOCK 240
/* Of a table of WebP's codes, and one more for so many symbols: 2 microseconds, and 4 nanoseconds a symbol. */
#define COST_OF_TABLE 100
#define SYMBOLS_A_COST 4
/* Of a part of a WebP with other codes than its neighbours: half a microsecond. */
#define COST_OF_CHANGE 40

/* Rows of `width` pixels will come, `height` of them, to be shrunk to the target. */
void sink_begin(uint32_t width, uint32_t height, uint32_t target_width, uint32_t target_height);
/* Where the next row is to be written: `width` * 3 bytes R G B, and some bytes to spare after the last row only. */
uint8_t *sink_row(void);
void sink_push(void);
/* The same for a row that lies elsewhere; 16 bytes behind it may be read. */
void sink_push_from(const uint8_t *row);
void sink_end(void);

#endif
