/** `livephoto calibrate`: labelled photos of one's own in, a policy that judges liveness by them out. */
import { writeFile } from 'node:fs/promises';
import {
  type Finding,
  type Inspector,
  LivePhotoError,
  type Policy,
  type PolicyChanges,
} from '@livephoto/core';
import { calibrateLiveness, type LabelledCues, type LivenessCalibration } from '@livephoto/core/calibration';
import { Command } from 'commander';
import type { CommandFactory } from '../command-factory.ts';
import { ExitCode } from '../exit-code.ts';
import { type LabelledPhoto, readLabels } from '../inputs/labels-file.ts';
import { readPolicy } from '../inputs/policy-file.ts';
import { readPhoto } from '../inputs/read-photo.ts';
import type { Terminal } from '../terminal.ts';
import { printable } from '../view/printable.ts';
import { createProgress } from '../view/progress.ts';
import { decimal } from './number-option.ts';

interface Options {
  readonly labels: string;
  readonly out: string;
  /** Percent. */
  readonly maxBpcer: number;
}

const notes = `
LABELS is a CSV file with the columns path (relative to it), label (real or spoof) and, if wanted, group (the person or
session: photos of one group never check each other). At least 40 of each kind; some hundred of many people are better.
With genuine photos alone the weights stay, and the threshold rises to where --max-bpcer of them are refused; it never falls.
Take them of many people, devices and days: it would be as strict as the few allow.

Example:
  livephoto calibrate --labels photos/labels.csv --out policy.json
  livephoto inspect selfie.jpg --policy policy.json

Exit code: 0 the policy is written, 2 it could not be fitted, or bad usage.`;

export const calibrateCommand: CommandFactory = (terminal, done) =>
  new Command('calibrate')
    .description(
      'fit how liveness is judged to your own labelled photos, or its threshold to genuine ones alone, and write a policy',
    )
    .requiredOption('--labels <file>', 'which photos are genuine and which are attacks')
    .requiredOption('--out <file>', 'where the policy is written, as JSON')
    .option('--max-bpcer <percent>', 'share of genuine photos that may be refused', decimal(0, 99), 5)
    .addHelpText('after', notes)
    .action(async ({ labels, out, maxBpcer }: Options, command: Command) => {
      if (!out.toLowerCase().endsWith('.json')) {
        command.error("error: option '--out <file>' must end in .json, so that --policy takes it");
      }
      const photos = await readLabels(labels);
      const from = await readPolicy('default');
      const measured = await measurePhotos(photos, from, terminal);
      const result = calibrateLiveness(measured.cues, {
        from: measured.livenessHead,
        minScore: from.liveness.minScore,
        maxBpcer: maxBpcer / 100,
      });
      const head = measured.headHash;
      await writePolicy(out, { extends: 'default', liveness: { ...result.liveness, ...(head && { head }) } });
      terminal.stdout.write(summary(result, from.liveness.minScore, measured, out));
      done(ExitCode.accepted);
    });

/** What was measured of the labelled photos. */
interface Measured {
  readonly cues: readonly LabelledCues[];
  /** How many have no cues: they cannot be read, or have no face. */
  readonly unusable: number;
  readonly byRule: RefusedByRule;
  /** What the cues were read out with. */
  readonly livenessHead: Inspector['livenessHead'];
  /** Its hash, as reports give it; undefined when no photo had a report. */
  readonly headHash: string | undefined;
}

/** Photos that cannot be measured are named on standard error, and left out. */
async function measurePhotos(
  photos: readonly LabelledPhoto[],
  policy: Policy,
  { stdin, stderr, signal }: Terminal,
): Promise<Measured> {
  const { createNodeInspector } = await import('@livephoto/worker-runtime/node');
  const inspector = await createNodeInspector({ policy });
  const cues: LabelledCues[] = [];
  const byRule = { notAPerson: 0, notAssessable: 0 };
  let unusable = 0;
  let headHash: string | undefined;
  const measure = async ({ name, path, genuine, group }: LabelledPhoto): Promise<string | undefined> => {
    const bytes = await readPhoto({ kind: 'file', name, path }, stdin, policy.image.maxBytes);
    const { livenessCues, report } = await inspector.inspectDetailed(bytes, {
      inspections: ['liveness'],
      everyLook: true,
      signal,
    });
    headHash = report.models['liveness-head'];
    if (genuine) countRules(report.inspections.liveness.findings, byRule);
    if (livenessCues === null) return 'no face';
    cues.push({ cues: livenessCues, genuine, group });
    return undefined;
  };
  const progress = createProgress(photos.length, stderr);
  try {
    for (const photo of photos) {
      signal.throwIfAborted();
      progress.begin(photo.name);
      const problem = await measure(photo).catch((error: unknown) => {
        signal.throwIfAborted();
        if (error instanceof LivePhotoError) return error.message;
        throw error;
      });
      progress.finish(() => {
        if (problem === undefined) return;
        unusable += 1;
        stderr.write(`left out: ${printable(photo.name)}: ${problem}\n`);
      });
    }
  } finally {
    progress.stop();
    await inspector.dispose();
  }
  return { cues, unusable, byRule, livenessHead: inspector.livenessHead, headHash };
}

function countRules(
  findings: readonly Finding[],
  byRule: { notAPerson: number; notAssessable: number },
): void {
  for (const { code } of findings) {
    if (code === 'not_a_person') byRule.notAPerson += 1;
    else if (code !== 'presentation_attack_suspected') byRule.notAssessable += 1;
  }
}

/** @throws {LivePhotoError} `invalid_request` when the file cannot be written. */
async function writePolicy(path: string, policy: PolicyChanges): Promise<void> {
  try {
    await writeFile(path, `${JSON.stringify(policy, null, 2)}\n`);
  } catch (cause) {
    throw new LivePhotoError(
      'invalid_request',
      `The policy cannot be written to ${path} (${(cause as NodeJS.ErrnoException).code ?? 'unknown'})`,
      { param: 'out', cause },
    );
  }
}

/** Genuine photos that a limit refuses which is not fitted. */
interface RefusedByRule {
  readonly notAPerson: number;
  readonly notAssessable: number;
}

function thresholdAlone(before: number, after: number): string {
  return after > before
    ? `No attack among them: the weights stay, and the least score is ${after} in place of ${before}.`
    : `No attack among them: the weights stay, and so does the least score, ${before}. A lower one would refuse fewer, and nothing shows what it lets through.`;
}

function summary(
  result: LivenessCalibration,
  minScoreBefore: number,
  { unusable, byRule }: Measured,
  out: string,
): string {
  const { notAPerson, notAssessable } = byRule;
  const { genuine, attacks, bpcer, apcer, before } = result;
  const percent = (share: number | null) =>
    (share === null ? '–' : `${(100 * share).toFixed(1)} %`).padStart(7);
  return `${[
    `${genuine} genuine photos and ${attacks} attacks measured${unusable > 0 ? `, ${unusable} left out` : ''}.`,
    '                                before   after',
    `genuine photos refused (BPCER) ${percent(before.bpcer)} ${percent(bpcer)}`,
    `attacks let through (APCER)    ${percent(before.apcer)} ${percent(apcer)}`,
    'After: each photo judged by a fit that saw none of its group.',
    ...(attacks > 0 ? [] : [thresholdAlone(minScoreBefore, result.liveness.minScore)]),
    'The other limits of liveness stay as they are. Of the genuine photos they refuse, whatever was fitted:',
    `  ${notAPerson} as no person (minPerson)`,
    `  ${notAssessable} for light, colour, compression or bars (minBrightness, maxBrightness, minColour, maxQuantiser, maxBars)`,
    `The policy is in ${printable(out)}.`,
  ].join('\n')}\n`;
}
