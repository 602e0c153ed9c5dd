/** Numbers of the pixel kernel: what WebAssembly has, and what made it fast. They change no result. */

/** Bytes of a page of WebAssembly's memory. */
export const pageBytes = 65_536;
/** Vectors read and write up to this many bytes past the last pixel. */
export const slack = 16;
/** Bytes of a picture that are halved at once: they and their result stay in a core's cache. */
export const stripBytes = 262_144;
