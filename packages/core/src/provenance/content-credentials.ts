/** Reads Content Credentials (C2PA): the boxes of a JUMBF file, and what the claims and assertions in them say. */
import { decode } from 'cborg';

export interface ContentCredentials {
  readonly manifests: number;
  readonly claimGenerators: readonly string[];
  readonly actions: readonly string[];
  readonly assertions: readonly string[];
  readonly digitalSourceTypes: readonly string[];
  readonly signed: boolean;
  readonly damaged: boolean;
}

/** Boxes of a file, how deep they stand in one another, and bytes of one that is read as CBOR or JSON. */
const maxJumbfBoxes = 5000;
const maxDepth = 8;
const maxContent = 1_000_000;
/** Values that are looked through for source types. */
const maxValues = 20_000;
/** What claims wrap dates, links and signatures in: read as what stands inside. */
const wrapped = Object.fromEntries(
  [0, 1, 16, 18, 21, 22, 23, 24, 32, 33, 34, 36, 37, 98].map((tag) => [
    tag,
    (content: () => unknown) => content(),
  ]),
);

interface Superbox {
  readonly label: string;
  readonly children: readonly Superbox[];
  readonly contents: readonly { readonly type: string; readonly body: Uint8Array }[];
}

/** @returns undefined where no manifest is in it. Never throws. */
export function readContentCredentials(jumbf: Uint8Array): ContentCredentials | undefined {
  const reader = new BoxReader();
  const manifests = reader
    .superboxes(jumbf, 0)
    .filter(({ label }) => label === 'c2pa')
    .flatMap(({ children }) => children);
  if (manifests.length === 0) return undefined;
  let damaged = reader.damaged;
  const claimGenerators: string[] = [];
  const actions: string[] = [];
  const assertions: string[] = [];
  const types: string[] = [];
  for (const { children } of manifests) {
    for (const box of children) {
      if (/^c2pa\.claim(\.v\d+)?$/.test(box.label)) {
        for (const claim of values(box)) claimGenerators.push(...generatorsOf(claim));
      }
      if (box.label !== 'c2pa.assertions') continue;
      for (const assertion of box.children) {
        assertions.push(assertion.label);
        for (const value of values(assertion)) {
          types.push(...sourceTypesIn(value));
          if (assertion.label.startsWith('c2pa.actions')) actions.push(...actionsOf(value));
        }
      }
    }
  }
  return {
    manifests: manifests.length,
    claimGenerators,
    actions,
    assertions,
    digitalSourceTypes: types,
    signed: manifests.every(({ children }) => children.some(({ label }) => label === 'c2pa.signature')),
    damaged,
  };

  function* values({ contents }: Superbox): Generator<unknown> {
    for (const { type, body } of contents) {
      if (type !== 'cbor' && type !== 'json') continue;
      try {
        if (body.length > maxContent) throw new RangeError('too long');
        yield type === 'cbor' ? decode(body, { tags: wrapped }) : JSON.parse(new TextDecoder().decode(body));
      } catch {
        damaged = true;
      }
    }
  }
}

class BoxReader {
  damaged = false;
  private boxes = 0;

  /** The superboxes (`jumb`) side by side in `bytes`. */
  superboxes(bytes: Uint8Array, depth: number): Superbox[] {
    return [...this.boxesOf(bytes)]
      .filter(({ type }) => type === 'jumb')
      .flatMap(({ body }) => this.superbox(body, depth) ?? []);
  }

  private superbox(bytes: Uint8Array, depth: number): Superbox | undefined {
    if (depth > maxDepth) {
      this.damaged = true;
      return undefined;
    }
    const [description, ...rest] = [...this.boxesOf(bytes)];
    if (description?.type !== 'jumd') {
      this.damaged = true;
      return undefined;
    }
    return {
      label: labelOf(description.body),
      children: rest
        .filter(({ type }) => type === 'jumb')
        .flatMap(({ body }) => this.superbox(body, depth + 1) ?? []),
      contents: rest.filter(({ type }) => type !== 'jumb'),
    };
  }

  private *boxesOf(bytes: Uint8Array): Generator<{ type: string; body: Uint8Array }> {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at + 8 <= bytes.length; ) {
      let size = view.getUint32(at);
      let header = 8;
      if (size === 1 && at + 16 <= bytes.length) {
        size = Number(view.getBigUint64(at + 8));
        header = 16;
      } else if (size === 0) size = bytes.length - at;
      if (++this.boxes > maxJumbfBoxes || size < header || at + size > bytes.length) {
        this.damaged = true;
        return;
      }
      const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
      yield { type, body: bytes.subarray(at + header, at + size) };
      at += size;
    }
  }
}

/** 16 bytes of its kind, its toggles, and the label where one of them says so. */
function labelOf(description: Uint8Array): string {
  if (((description[16] ?? 0) & 2) === 0) return '';
  const end = description.indexOf(0, 17);
  return new TextDecoder().decode(description.subarray(17, end === -1 ? undefined : end));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function texts(...all: readonly unknown[]): string[] {
  return all.filter((value): value is string => typeof value === 'string');
}

/** A text in the first version of claims, names in the second. */
function generatorsOf(claim: unknown): string[] {
  if (!isRecord(claim)) return [];
  const info = claim.claim_generator_info;
  const infos = Array.isArray(info) ? info : [info];
  return texts(claim.claim_generator, ...infos.map((each) => (isRecord(each) ? each.name : undefined)));
}

function actionsOf(assertion: unknown): string[] {
  const all = isRecord(assertion) ? assertion.actions : undefined;
  return Array.isArray(all) ? texts(...all.map((each) => (isRecord(each) ? each.action : undefined))) : [];
}

/** Of actions, of ingredients, of IPTC's own assertions: wherever a key is called so. */
function sourceTypesIn(root: unknown): string[] {
  const found: string[] = [];
  const open: unknown[] = [root];
  for (let count = 0; open.length > 0 && count < maxValues; count++) {
    const value = open.pop();
    if (Array.isArray(value)) open.push(...value.slice(0, maxValues));
    else if (isRecord(value) && !(value instanceof Uint8Array)) {
      for (const [key, inner] of Object.entries(value)) {
        if (/(^|:)digitalSourceType$/i.test(key))
          found.push(...texts(inner, ...(Array.isArray(inner) ? inner : [])));
        if (typeof inner === 'object') open.push(inner);
      }
    }
  }
  return found;
}
