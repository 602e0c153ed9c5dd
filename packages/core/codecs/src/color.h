/* Display P3 and Adobe RGB (1998) become sRGB, in whole numbers. */
#ifndef COLOR_H
#define COLOR_H
#include <stdint.h>

void color_begin(uint32_t color_space);
int color_needed(void);
/* In place; nothing for pictures that are sRGB already. */
void color_convert(uint8_t *rgb, uint32_t count);

#endif
