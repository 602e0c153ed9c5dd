/** `livephoto calibrate`: labelled photos of one's own in, a policy that judges liveness by them out. */
import { writeFile } from 'node:fs/promises';
import { LivePhotoError } from '@livephoto/core';
import { calibrateLiveness, type LabelledCues, type LivenessCalibration } from '@livephoto/core/calibration';
import { Command } from 'commander';
import { ExitCode } from '../exit-code.ts';
import { readLabels } from '../inputs/labels-file.ts';
import { readPolicy } from '../inputs/policy-file.ts';
import { readPhoto } from '../inputs/read-photo.ts';
import type { CommandFactory } from '../program.ts';
import { printable } from '../view/printable.ts';
import { createProgress } from '../view/progress.ts';

interface Options {
  readonly labels: string;
  readonly out: string;
  readonly maxBpcer: string;
}

const notes = `
LABELS is a CSV file with the columns path (relative to it), label (real or spoof) and, if wanted, group (the person or
session: photos of one group never check each other). At least 40 of each kind; some hundred of many people are better.

Example:
  livephoto calibrate --labels photos/labels.csv --out policy.json
  livephoto inspect selfie.jpg --policy policy.json`;

export const calibrateCommand: CommandFactory = (terminal, done) =>
  new Command('calibrate')
    .description('fit how liveness is judged to your own labelled photos, and write a policy')
    .requiredOption('--labels <file>', 'which photos are genuine and which are attacks')
    .requiredOption('--out <file>', 'where the policy is written, as JSON')
    .option('--max-bpcer <percent>', 'share of genuine photos that may be refused', '5')
    .addHelpText('after', notes)
    .action(async ({ labels, out, maxBpcer }: Options, command: Command) => {
      const share = Number(maxBpcer) / 100;
      if (!(share >= 0 && share < 1)) {
        command.error("error: option '--max-bpcer <percent>' must be a number from 0 to 99");
      }
      if (!out.toLowerCase().endsWith('.json')) {
        command.error("error: option '--out <file>' must end in .json, so that --policy takes it");
      }
      const photos = await readLabels(labels);
      const from = await readPolicy('default');
      const { createNodeInspector } = await import('@livephoto/worker-runtime/node');
      const inspector = await createNodeInspector({ policy: from });
      const measured: LabelledCues[] = [];
      const progress = createProgress(photos.length, terminal.stderr);
      let unusable = 0;
      const byRule = { notAPerson: 0, notAssessable: 0 };
      let head: string | undefined;
      try {
        for (const { name, path, genuine, group } of photos) {
          terminal.signal.throwIfAborted();
          progress.begin(name);
          let problem: string | undefined;
          try {
            const bytes = await readPhoto({ kind: 'file', name, path }, terminal.stdin, from.image.maxBytes);
            const { livenessCues, report } = await inspector.inspectDetailed(bytes, {
              inspections: ['liveness'],
              signal: terminal.signal,
            });
            head = report.models['liveness-head'];
            if (livenessCues === null) problem = 'no face';
            else measured.push({ cues: livenessCues, genuine, group });
            for (const { code } of genuine ? report.inspections.liveness.findings : []) {
              if (code === 'not_a_person') byRule.notAPerson += 1;
              else if (code !== 'presentation_attack_suspected') byRule.notAssessable += 1;
            }
          } catch (error) {
            if (terminal.signal.aborted) throw terminal.signal.reason;
            if (!(error instanceof LivePhotoError)) throw error;
            problem = error.message;
          }
          progress.finish(() => {
            if (problem === undefined) return;
            unusable += 1;
            terminal.stderr.write(`left out: ${printable(name)}: ${problem}\n`);
          });
        }
      } finally {
        progress.stop();
        await inspector.dispose();
      }
      const result = calibrateLiveness(measured, {
        from: inspector.livenessHead,
        minScore: from.liveness.minScore,
        maxBpcer: share,
      });
      const policy = { extends: 'default', liveness: { ...result.liveness, ...(head && { head }) } };
      try {
        await writeFile(out, `${JSON.stringify(policy, null, 2)}\n`);
      } catch (cause) {
        throw new LivePhotoError(
          'invalid_request',
          `The policy cannot be written to ${out} (${(cause as NodeJS.ErrnoException).code ?? 'unknown'})`,
          { param: 'out', cause },
        );
      }
      terminal.stdout.write(summary(result, unusable, byRule, out));
      done(ExitCode.accepted);
    });

/** Genuine photos that a limit refuses which is not fitted. */
interface RefusedByRule {
  readonly notAPerson: number;
  readonly notAssessable: number;
}

function summary(
  result: LivenessCalibration,
  unusable: number,
  { notAPerson, notAssessable }: RefusedByRule,
  out: string,
): string {
  const { genuine, attacks, bpcer, apcer, before } = result;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`.padStart(7);
  return `${[
    `${genuine} genuine photos and ${attacks} attacks measured${unusable > 0 ? `, ${unusable} left out` : ''}.`,
    '                                before   after',
    `genuine photos refused (BPCER) ${percent(before.bpcer)} ${percent(bpcer)}`,
    `attacks let through (APCER)    ${percent(before.apcer)} ${percent(apcer)}`,
    'After: each photo judged by a fit that saw none of its group.',
    'The other limits of liveness stay as they are. Of the genuine photos they refuse, whatever was fitted:',
    `  ${notAPerson} as no person (minPerson)`,
    `  ${notAssessable} for light, colour, compression or bars (minBrightness, maxBrightness, minColour, maxQuantiser, maxBars)`,
    `The policy is in ${printable(out)}.`,
  ].join('\n')}\n`;
}
