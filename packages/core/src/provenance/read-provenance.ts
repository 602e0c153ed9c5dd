/** What a file's metadata say of how it came about. */
import type { ProvenanceEvidence } from '../contract/provenance.ts';
import type { ContentCredentials } from './content-credentials.ts';
import { type ExifTexts, exifTexts } from './exif-texts.ts';
import { generatorOf } from './generators.ts';
import { metadataBlocks } from './metadata-blocks.ts';
import { readXmp } from './xmp.ts';

/** Texts of one kind that are reported, and how long each may be. */
const maxTexts = 16;
const maxShownText = 120;
/** Packets of XMP that are read: a file has one, or its extension too. */
const maxPackets = 4;
/** Characters of a text that is looked at. */
const maxSearched = 65_536;

/** Never rejects, whatever the bytes are. */
export async function readProvenance(bytes: Uint8Array): Promise<ProvenanceEvidence> {
  const blocks = metadataBlocks(bytes);
  const exif = blocks.exif.map(exifTexts);
  const xmp = blocks.xmp.slice(0, maxPackets).map(readXmp);
  const credentials = await credentialsIn(blocks.c2pa);
  const types = [
    ...xmp.flatMap(({ digitalSourceTypes }) => digitalSourceTypes),
    ...credentials.flatMap(({ digitalSourceTypes }) => digitalSourceTypes),
  ];
  const software = [
    ...exif.map((each) => each.software),
    ...xmp.flatMap(({ tools }) => tools),
    ...blocks.texts.filter(([keyword]) => /^(software|source)$/i.test(keyword)).map(([, text]) => text),
  ];
  const named = tidy([...software, ...credentials.flatMap(({ claimGenerators }) => claimGenerators)]);
  const comments = exif.flatMap(({ description, comment }) => [description ?? '', comment ?? '']);
  const searched = (text: string) => text.slice(0, maxSearched);
  return {
    digitalSourceTypes: tidy(types.map(lastPart)),
    c2pa: credentials.length === 0 ? null : together(credentials),
    software: tidy(software),
    generator: generatorOf(
      [...named, ...tidy(xmp.flatMap(({ credits }) => credits))],
      blocks.texts.map(([keyword, text]) => [keyword, searched(text)] as const),
      [...comments, ...blocks.texts.filter(([keyword]) => keyword === 'Comment').map(([, text]) => text)].map(
        searched,
      ),
    ),
    camera: cameraOf(exif),
  };
}

/** What reads them is loaded with the first file that has any: few do, and it takes a twentieth of a start in Node. */
async function credentialsIn(blocks: readonly Uint8Array[]): Promise<ContentCredentials[]> {
  if (blocks.length === 0) return [];
  const { readContentCredentials } = await import('./content-credentials.ts');
  return blocks.flatMap((block) => readContentCredentials(block) ?? []);
}

function together(all: readonly ContentCredentials[]): ProvenanceEvidence['c2pa'] {
  return {
    manifests: all.reduce((sum, { manifests }) => sum + manifests, 0),
    claimGenerators: tidy(all.flatMap(({ claimGenerators }) => claimGenerators)),
    actions: tidy(all.flatMap(({ actions }) => actions)),
    assertions: tidy(all.flatMap(({ assertions }) => assertions)),
    signed: all.every(({ signed }) => signed),
    damaged: all.some(({ damaged }) => damaged),
  };
}

function cameraOf(exif: readonly ExifTexts[]): ProvenanceEvidence['camera'] {
  const [make] = tidy(exif.map((each) => each.make));
  const [model] = tidy(exif.map((each) => each.model));
  const exposure = exif.some((each) => each.exposure);
  if (make === undefined && model === undefined && !exposure) return null;
  return { make: make ?? null, model: model ?? null, exposure };
}

/** Of `http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture` the last part. */
function lastPart(term: string): string {
  return term.trim().split(/[/#:]/).at(-1) ?? '';
}

/** Foreign text for a report: short, printable, nothing twice. */
function tidy(texts: readonly (string | undefined)[]): string[] {
  const printable = texts
    .map((text) =>
      (text ?? '')
        .slice(0, 4 * maxShownText)
        .replace(/[\p{C}\p{Z}]+/gu, ' ')
        .trim()
        .slice(0, maxShownText),
    )
    .filter((text) => text !== '');
  return [...new Set(printable)].slice(0, maxTexts);
}

/** IPTC's terms for pictures that a model made, or a part of. */
const generatedTypes = ['trainedAlgorithmicMedia', 'compositeWithTrainedAlgorithmicMedia'];

/** What of it says that the picture, or a part of it, was generated; undefined where nothing does. */
export function declaredGenerated({ digitalSourceTypes, generator }: ProvenanceEvidence): string | undefined {
  // A term is compared without its case: some writers begin it with a capital.
  const term = digitalSourceTypes.find((type) =>
    generatedTypes.some((generated) => generated.toLowerCase() === type.toLowerCase()),
  );
  return term ?? generator ?? undefined;
}
