/* libdeflate's inflater, the library's own file, with words of 64 bits: it takes them to be as long as pointers, which have 32 here. */
#include <stddef.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#define size_t uint64_t
#include "common_defs.h"
#undef size_t
#include "sink.h"
/* Called where a block brings codes of its own, by a line that the build adds to the library. */
static inline void count_block(void) { spend(COST_OF_BLOCK); }
#include "lib/deflate_decompress.c"
