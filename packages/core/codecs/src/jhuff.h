/* Huffman decoding of baseline JPEGs, faster than the library's: `fast_unit` takes the place of its function for a unit (MCU). */
#ifndef JHUFF_H
#define JHUFF_H

/* To be called when a scan begins, after the library's own beginning of it. */
void fast_units_begin(j_decompress_ptr info);
boolean fast_unit(j_decompress_ptr info, JBLOCKROW *blocks);

#endif
