/** The few properties of an XMP packet that tell how a picture came about. */

export interface XmpOrigin {
  /** Terms or addresses of IPTC's vocabulary. */
  readonly digitalSourceTypes: readonly string[];
  /** Programs that wrote it. */
  readonly tools: readonly string[];
  /** Whom it names as its source. */
  readonly credits: readonly string[];
}

/** Characters that are looked at: telephones write some thousands, editors with a long history some hundred thousand. */
const maxPacketText = 200_000;
const maxFound = 32;

/**
 * Looked for by their names, whatever prefix their namespace has: as attributes, as elements, and as references.
 * A packet that hides them from that gains what one without them has.
 */
export function readXmp(packet: string): XmpOrigin {
  const text = packet.slice(0, maxPacketText);
  return {
    digitalSourceTypes: valuesOf(text, /[\w-]{1,40}:DigitalSourceType/g),
    tools: valuesOf(text, /xmp:CreatorTool|[\w-]{1,40}:softwareAgent|tiff:Software/g),
    credits: valuesOf(text, /photoshop:Credit|Iptc4xmpExt:AISystemUsed|[\w-]{1,40}:AISystemUsed/g),
  };
}

/** What stands behind each place where the name does: `="…"`, `>…<`, or ` rdf:resource="…"`. */
function valuesOf(text: string, name: RegExp): string[] {
  const found: string[] = [];
  for (const match of text.matchAll(name)) {
    if (found.length >= maxFound) break;
    // A closing tag.
    if (text[match.index - 1] === '/') continue;
    const behind = text.slice(match.index + match[0].length, match.index + match[0].length + 2048);
    const value =
      /^\s*=\s*"([^"]*)"/.exec(behind) ??
      /^\s*=\s*'([^']*)'/.exec(behind) ??
      /^[^>]*?rdf:resource\s*=\s*["']([^"']*)["']/.exec(behind) ??
      /^[^>]*>\s*(?:<[^>]*>\s*){0,3}([^<]+)</.exec(behind);
    if (value) found.push(value[1]!);
  }
  return found;
}
