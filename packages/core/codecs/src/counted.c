/*
 * Tables of codes, counted before they are built: a file may bring thousands that decode next to nothing. The libraries' own calls come by here.
 */
#include "zutil.h"
#include "inftrees.h"
#include "src/utils/huffman_utils.h"
#include "sink.h"

int ZLIB_INTERNAL counted_table(codetype type, unsigned short FAR *lengths, unsigned count, code FAR *FAR *table,
                                unsigned FAR *bits, unsigned short FAR *work) {
  /* Every block with codes of its own begins with the one of their lengths. */
  if (type == CODES) spend(COST_OF_BLOCK);
  return inflate_table(type, lengths, count, table, bits, work);
}

int counted_huffman_table(HuffmanTables *const table, int root_bits, const int lengths[], int count) {
  spend(COST_OF_TABLE + (uint32_t)count / SYMBOLS_A_COST);
  return VP8LBuildHuffmanTable(table, root_bits, lengths, count);
}

/* Called by a line that the build adds to the library. Each change may miss the cache for each of five tables. */
void count_code_changes(int count) { spend((uint32_t)count * COST_OF_CHANGE); }
