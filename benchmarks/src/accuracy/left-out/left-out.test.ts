import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fitHead, headLogit } from '@livephoto/models-build/liveness';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabelledPhoto } from '../labels/labels.ts';
import { likenessText } from './head-provenance.ts';
import { judge } from './judgement.ts';
import { isFittable, variantsOf } from './left-out-logits.ts';
import { choiceTable, eachTables, nestedRemarks, thresholdTable } from './left-out-tables.ts';
import { labelOf, type MeasuredPhoto } from './measured-signals.ts';
import { nestedChoice } from './nested-choice.ts';
import { ownThresholds, ownThresholdTable } from './own-threshold.ts';
import { judgePortraits, portraitsOf, portraitTable } from './portraits.ts';
import { readScores } from './scores-file.ts';
import { thresholds } from './thresholds.ts';

let made = 0;

/** @param margin of face and frame; the features of both tell as much */
function measured(source: string, attack: string | undefined, margin: number, weak = false): MeasuredPhoto {
  const photo = {
    path: `${source}/${made++}.jpg`,
    source,
    category: 'liveness',
    label: attack === undefined ? 'real' : 'spoof',
    extra: attack ? { attack } : {},
    standing: weak ? 'weak' : 'firm',
  } as LabelledPhoto;
  const signals = {
    faceMargin: margin,
    looks: 3 as const,
    frameMargin: margin,
    faceFeatures: Float64Array.from([margin, 1]),
    frameFeatures: Float64Array.from([1 - margin / 100, margin / 100]),
    personFeatures: new Float64Array(1),
    paperRim: 0,
    skinTones: new Float64Array(2),
    conditions: { brightness: 100, colour: 1, quantiser: 0, bars: 0 },
  };
  const face = { x: 0, y: 0, width: 10, height: 10 };
  return { ...labelOf(photo), signals, face, image: { width: 20, height: 20 } };
}

const six = [0, 1, 2, 3, 4, 5];
/** Two families: `webcam` is told apart by its margin, in `phone` prints look more genuine than people. */
const photos = [
  ...six.map((i) => measured('webcam', undefined, 4 + i / 10)),
  ...six.map((i) => measured('webcam', 'replay', -4 - i / 10)),
  ...six.map((i) => measured('webcam', 'print', -3 - i / 10)),
  ...six.map((i) => measured('phone', undefined, 3 + i / 10)),
  ...six.map((i) => measured('phone', 'print', 5 + i / 10)),
  measured('crops__ada', undefined, 0, true),
  measured('crops__bob', 'replay', 1, true),
];

describe('isFittable', () => {
  it('wants both kinds of two families each', () => {
    const few = [measured('a', undefined, 1), measured('a', 'print', 0), measured('b', undefined, 1)];
    expect(isFittable(few)).toBe(false);
    expect(isFittable([...few, measured('b', 'print', 0)])).toBe(true);
  });

  it('takes the parts of a collection for one family', () => {
    const parts = ['a__1', 'a__2'].flatMap((name) => [
      measured(name, undefined, 1),
      measured(name, 'print', 0),
    ]);
    expect(isFittable(parts)).toBe(false);
  });
});

describe('portraits', () => {
  const row = (category: string, label: string, standing = 'firm') =>
    ({
      path: `${category}/${label}`,
      source: 'press',
      category,
      label,
      standing,
      extra: {},
    }) as LabelledPhoto;

  it('takes for genuine what shows one person uncovered, where that is sure', () => {
    const rows = [
      row('faces', 'single'),
      row('obstruction', 'clear'),
      row('faces', 'multi'),
      row('faces', 'zero'),
      row('faces', 'single', 'weak'),
      row('obstruction', 'clear', 'made'),
      row('obstruction', 'obstructed'),
      row('orientation', 'pose'),
      row('liveness', 'real'),
    ];
    expect(portraitsOf(rows).map(({ path, category, label }) => [path, category, label])).toEqual([
      ['faces/single', 'liveness', 'real'],
      ['obstruction/clear', 'liveness', 'real'],
    ]);
  });

  it('judges them at the threshold of the policy, by source', () => {
    const head = fitHead(photos, { penalties: {}, taughtWeight: 1 });
    const press = six.map((i) => measured('press', undefined, i < 2 ? -9 : 9));
    const judged = judgePortraits([...press, measured('few', undefined, -9)], head);
    expect(judged).toEqual([
      { source: 'press', photos: 6, refused: 2 },
      { source: 'few', photos: 1, refused: 1 },
    ]);
    // Of one photo nothing is said in the mean.
    expect(portraitTable(judged).rows.map((cells) => cells.at(-1))).toEqual(['33.3 %', '33.3 %', '100.0 %']);
    expect(portraitTable([]).rows).toEqual([]);
  });
});

describe('ownThresholds', () => {
  const scored = (scores: readonly number[], attack?: string) =>
    scores.map((score) => ({ photo: measured('kiosk', attack, 0), score }));
  const rates = (all: ReturnType<typeof scored>) =>
    ownThresholds(
      all.map(({ photo }) => photo),
      all.map(({ score }) => score),
    );

  it('refuses prints that score less than people of the same camera do, and never asks less than the policy', () => {
    const people = scored(Array.from({ length: 40 }, (_, i) => 0.8 + i / 1000));
    const [high] = rates([
      ...people,
      ...scored([0.6, 0.7, 0.75, 0.9], 'print'),
      ...scored([0.1, 0.2], 'replay'),
    ]);
    expect(high).toMatchObject({ family: 'kiosk', species: { print: 0.25, replay: 0 } });
    expect(high!.apcer).toBeCloseTo(1 / 6, 9);
    expect(high!.bpcer).toBeGreaterThan(0);
    expect(high!.bpcer).toBeLessThan(0.1);

    const dark = scored(Array.from({ length: 40 }, (_, i) => 0.1 + i / 1000));
    const [low] = rates([...dark, ...scored([0.2, 0.3, 0.37, 0.5, 0.6], 'print')]);
    expect(low).toMatchObject({ bpcer: 1, apcer: 0.4 });
    expect(ownThresholdTable([high!, low!]).rows.map((cells) => cells[3])).toEqual([
      '32.5 %',
      '25.0 %',
      '40.0 %',
    ]);
  });

  it('says nothing of a family of few', () => {
    expect(rates([...scored([0.5, 0.6]), ...scored([0.1, 0.2, 0.3, 0.4, 0.5], 'print')])).toEqual([]);
    expect(ownThresholdTable([]).rows).toEqual([]);
  });
});

describe('variantsOf', () => {
  const shipped = fitHead(photos, { penalties: {}, taughtWeight: 1 });
  const judged = { photos, copies: [], taught: [] };
  const steps: string[] = [];
  const variants = variantsOf(judged, shipped, { step: (name) => steps.push(name) });

  it('fits all cues, and without each that is fitted', () => {
    expect(
      variants
        .map(({ name }) => name)
        .slice(0, 3)
        .sort(),
    ).toEqual(['all cues', 'with faceFeatures', 'without frameFeatures']);
    expect(steps[0]).toBe('all cues, families left out');
  });

  it('scores a photo by fits that lacked its family, and a species, wherever there is enough to fit on', () => {
    const [all] = variants;
    expect(all!.logits.every((logit) => Number.isFinite(logit))).toBe(true);
    const print = all!.withoutSpecies.get('print')!;
    // Of webcam without print: replays of crops are left to fit on. Families without prints are not asked for.
    const scored = photos.filter((_, i) => print[i] !== undefined).map(({ source }) => source);
    expect([...new Set(scored)].sort()).toEqual(['phone', 'webcam']);
    // The fits differ, so do the scores.
    expect(print[0]).not.toBe(all!.logits[0]);
  });

  it('is quick when asked, and says the same of families', () => {
    const [all, next] = variantsOf(judged, shipped, { step: () => {}, quick: true });
    expect(all!.logits).toEqual(variants[0]!.logits);
    expect(all!.withoutSpecies.size).toBe(0);
    expect(next!.unfitted).toBe(true);
  });

  it('fits on altered copies of the other families, and judges none', () => {
    // Copies that say the contrary: what they are fitted on shows in the photos' scores.
    const copies = photos.map((photo) => ({ ...photo, genuine: !photo.genuine, altered: 'turned round' }));
    const fits = variantsOf({ ...judged, copies }, shipped, { step: () => {} });
    const [all] = fits;
    const plain = fits.find(({ name }) => name === 'without altered copies');
    expect(plain!.logits).toEqual(variants[0]!.logits);
    expect(all!.logits).toHaveLength(photos.length);
    expect(all!.logits[0]).not.toBeCloseTo(plain!.logits[0]!, 3);
  });

  it('fits on what is taught, judges nothing of it, and leaves out drawings of a species with it', () => {
    const drawn = (attack?: string) =>
      six.map((i) => ({ ...measured(`drawn ${attack}`, attack, attack ? 6 + i : -6 - i), taught: true }));
    const fit = (taught: MeasuredPhoto[]) => {
      const all = variantsOf({ ...judged, taught }, shipped, { step: () => {} });
      return { all: all[0]!, plain: all.find(({ name }) => name === 'without what is drawn')! };
    };
    const { all, plain } = fit([...drawn(), ...drawn('print')]);
    expect(all.logits).toHaveLength(photos.length);
    expect(plain.logits).toEqual(variants[0]!.logits);
    expect(all.logits[0]).not.toBeCloseTo(plain.logits[0]!, 3);
    const people = fit(drawn());
    expect(all.withoutSpecies.get('print')).toEqual(people.all.withoutSpecies.get('print'));
    expect(all.withoutSpecies.get('replay')).not.toEqual(people.all.withoutSpecies.get('replay'));
  });

  it('judges them by families and by species', () => {
    const margins = variants.find(({ name }) => name.startsWith('face alone'))!;
    const judged = judge(photos, margins, { resamples: 50 });
    expect(judged.firm!.macro.eer.value).toBeCloseTo(0.5, 9);
    expect(judged.firm!.macro.worstFamily).toBe('phone');
    // Two photos of uncertain labels are no family that could have a rate of its own.
    expect(judged.weak!.families).toMatchObject([
      { family: 'crops', bonaFide: 1, attacks: 1, eer: { value: null } },
    ]);
    expect(
      judged.unseenSpecies!.species.map(({ species, families, eer }) => [species, families, eer.value]),
    ).toEqual([
      ['print', 2, 0.5],
      ['replay', 1, 0],
    ]);
    expect(judged.unseenSpecies!.macro.value).toBeCloseTo(0.25, 9);
  });
});

describe('nestedChoice', () => {
  // In `odd` alone the features say the contrary of the margin: a loose ridge is best there, and only there.
  const firm = ['a', 'b', 'c'].flatMap((source) =>
    six.flatMap((i) => [measured(source, undefined, 1 + i), measured(source, 'print', -1 - i)]),
  );
  const odd = six.flatMap((i) => [measured('odd', undefined, -1 - i), measured('odd', 'print', 1 + i)]);
  const rows = [...firm, ...odd];
  const settings = [1, 100].map((frameFeatures) => ({ penalties: { frameFeatures }, taughtWeight: 1 }));
  const nested = nestedChoice(rows, rows, settings, () => {});

  it('chooses for each family by the others, and judges it by a head that lacked it', () => {
    expect([...nested.chosen.keys()]).toEqual(['a', 'b', 'c', 'odd']);
    const without = rows.filter(({ source }) => source !== 'odd');
    const head = fitHead(without, nested.chosen.get('odd')!);
    expect(nested.variant.logits.slice(-12)).toEqual(odd.map(({ signals }) => headLogit(head, signals)));
    // What is chosen without a family does not hang on its labels.
    const turned = rows.map((row) => (row.source === 'odd' ? { ...row, genuine: !row.genuine } : row));
    expect(nestedChoice(turned, turned, settings, () => {}).chosen.get('odd')).toEqual(
      nested.chosen.get('odd'),
    );
  });

  it('tells what each of the settings is worth on all, and prints it', () => {
    expect(nested.macroEers).toHaveLength(2);
    for (const { columns, rows } of nestedRemarks(nested).tables) {
      for (const row of rows) expect(row).toHaveLength(columns.length);
    }
  });
});

describe('likenessText', () => {
  it('says whether a fit is the head that ships, to the digits that its file has', () => {
    const head = fitHead(photos, { penalties: { frameFeatures: 3 }, taughtWeight: 1 });
    const written = JSON.parse(JSON.stringify(head), (_, part) =>
      typeof part === 'number' ? Number(part.toPrecision(4)) : part,
    );
    expect(likenessText({ ...head, fusion: written.fusion }, written)).toContain('all its 10 numbers');
    const other = { ...written, fusion: { ...written.fusion, bias: 9 } };
    expect(likenessText(head, other)).toContain('is not the head that ships');
  });
});

describe('thresholds', () => {
  it('keeps its promises to families, not to photos', () => {
    const people = Array.from({ length: 40 }, (_, i) => measured(i < 38 ? 'large' : 'small', undefined, 0));
    const attacks = Array.from({ length: 40 }, (_, i) => measured(i < 38 ? 'large' : 'small', 'print', 0));
    const rows = [...people, ...attacks];
    const probabilities = [
      ...people.map(({ source }, i) => (source === 'large' ? 0.8 + i / 1000 : 0.4 + i / 1000)),
      ...attacks.map((_, i) => 0.1 + i / 1000),
    ];
    const [byDefault, strict] = thresholds(rows, probabilities);
    // Of all photos 5 % is the small family: half of what counts. So its people must pass.
    expect(byDefault.minScore).toBeCloseTo(0.438, 9);
    expect(byDefault.bpcer).toBe(0);
    expect(byDefault.species).toEqual({ print: 0 });
    expect(strict.apcer).toBeLessThanOrEqual(0.05);
    expect(thresholdTable([byDefault, strict]).rows[0]).toContain('0.438');
  });
});

describe('readScores', () => {
  let folder: string;
  const labelled = photos.map(({ photo }) => photo);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'livephoto-scores-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const written = async (...lines: (object | string)[]) => {
    const file = join(folder, 'mine.jsonl');
    await writeFile(
      file,
      lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
    );
    return readScores(file, labelled);
  };

  it('judges a fit of one’s own as the product’s is', async () => {
    const mine = await written(
      ...photos.map(({ photo, genuine }) => ({ path: photo.path, score: genuine ? 1 : 0 })),
      ...photos.slice(0, 18).map(({ photo }) => ({ path: photo.path, without: 'print', score: 0 })),
    );
    const judged = judge(photos, mine, { resamples: 50 });
    expect(judged).toMatchObject({ name: 'mine.jsonl', unanswered: 0, pooledEer: 0 });
    expect(judged.firm!.macro.eer.value).toBe(0);
    expect(judged.unseenSpecies!.macro.value).toBeCloseTo(0.5, 9);
    for (const { columns, rows } of [choiceTable([judged]), ...eachTables([judged])]) {
      for (const row of rows) expect(row).toHaveLength(columns.length);
    }
  });

  it('counts photos without a score', async () => {
    // As some editors write it: with a mark in front, and other ends of lines.
    const mine = await written(`\uFEFF${JSON.stringify({ path: labelled[0]!.path, score: 1 })}\r\n\r`);
    expect(judge(photos, mine, { resamples: 2 }).unanswered).toBe(photos.length - 1);
  });

  it.each([
    [[], 'no score of a fit'],
    [['{'], 'line 1 is not JSON'],
    [['null'], 'line 1: path must be'],
    [[{ path: 'nobody.jpg', score: 1 }], 'no row of liveness for nobody.jpg'],
    [[{ path: 'webcam/0.jpg', score: 'high' }], 'score must be a number'],
    [['{"path":"webcam/0.jpg","score":1e999}'], 'score must be a number'],
    [[{ path: 'webcam/0.jpg', score: 1, without: 3 }], 'without must be a species'],
    [Array(2).fill({ path: 'webcam/0.jpg', score: 1 }), 'line 2: there was a score for webcam/0.jpg before'],
  ])('refuses %j', async (lines, message) => {
    await expect(written(...lines)).rejects.toMatchObject({
      type: 'invalid_request',
      param: 'scores',
      message: expect.stringContaining(message),
    });
  });
});
