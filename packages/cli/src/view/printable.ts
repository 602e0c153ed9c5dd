/** Makes foreign text, such as a file's name, safe and readable on a terminal or a picture. */

/** Replaces control characters and bidirectional overrides, which could repaint the screen or disguise a name. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, '\u{FFFD}');
}
