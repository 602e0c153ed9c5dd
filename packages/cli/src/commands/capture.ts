/** `livephoto capture`: frames of a head that turns, and a still, in; whether the turn was a head's out. */

import {
  type Capture,
  type CaptureChallenge,
  type CaptureReport,
  captureLimits,
  type ImageContentType,
  type InspectionReport,
  LivePhotoError,
  policies,
  turnDirections,
} from '@livephoto/core';
import type { NodeBackend } from '@livephoto/worker-runtime/node';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { CommandFactory } from '../command-factory.ts';
import { ExitCode } from '../exit-code.ts';
import { listPhotos } from '../inputs/list-photos.ts';
import type { PhotoSource } from '../inputs/photo-source.ts';
import { readPolicy } from '../inputs/policy-file.ts';
import { readPhoto } from '../inputs/read-photo.ts';
import { type Terminal, textWidth } from '../terminal.ts';
import { renderMotion } from '../view/motion.ts';
import { createJsonView, createTableView } from '../view/view.ts';
import { wholeNumber } from './number-option.ts';

interface Options {
  readonly turns: CaptureChallenge['turns'];
  readonly still?: string;
  readonly interval: number;
  readonly json?: true;
  readonly policy: string;
  readonly backend: NodeBackend;
}

const examples = `
Frames are taken in the order given, a folder's by name, --interval apart; they show the whole view, not mirrored: out from the
centre and back for every turn. The last one is the still unless --still names another.

Examples:
  livephoto capture frames/ --turns left,up
  livephoto capture frame-*.jpg --turns right --still selfie.jpg --json

Exit code: 0 accepted, 1 refused, 2 something unreadable or bad usage.`;

export const captureCommand: CommandFactory = (terminal, done) =>
  new Command('capture')
    .description('inspect a capture: did a head, and not something flat, turn as it was asked to?')
    .argument('<frame...>', 'JPEG or PNG files in their order, or folders of them')
    .requiredOption(
      '--turns <list>',
      `the turns that were asked for, with commas between: ${turnDirections.join(', ')}`,
      parseTurns,
    )
    .option('--still <file>', 'the photo itself; the last frame when left out')
    .option('--interval <ms>', 'milliseconds from one frame to the next', wholeNumber(10, 99_999), 120)
    .option('--json', 'print the report as one line, for programs')
    .option(
      '--policy <name>',
      `what is accepted: ${Object.keys(policies).join(', ')}, or a JSON file`,
      'default',
    )
    .addOption(
      new Option('--backend <name>', 'where the models run: wasm, onnxruntime or native')
        .choices(['wasm', 'onnxruntime', 'native'])
        .default('wasm'),
    )
    .addHelpText('after', examples)
    .action(async (paths: string[], options: Options) => {
      const policy = await readPolicy(options.policy);
      const { capture, stillName } = await readCapture(paths, options, policy.image.maxBytes, terminal);
      const { createNodeInspector } = await import('@livephoto/worker-runtime/node');
      const inspector = await createNodeInspector({ backend: options.backend, policy });
      try {
        const { signal } = terminal;
        const report = await inspector.inspectCapture(capture, { turns: options.turns }, { signal });
        const style = { width: textWidth(terminal.stdout), colors: terminal.colors };
        const view = options.json ? createJsonView({ maps: true }) : createTableView(style, 1);
        terminal.stdout.write(view.report(stillName, fileReport(report), undefined));
        const { motion } = report.inspections.liveness.evidence;
        if (!options.json && motion) terminal.stdout.write(renderMotion(motion, style));
        done(report.accepted ? ExitCode.accepted : ExitCode.refused);
      } finally {
        await inspector.dispose();
      }
    });

/** @throws {LivePhotoError} naming the file that cannot be read, or what is wrong with the number of frames. */
async function readCapture(
  paths: readonly string[],
  { still: stillPath, interval }: Options,
  maxBytes: number,
  { stdin }: Terminal,
): Promise<{ readonly capture: Capture; readonly stillName: string }> {
  const sources = await listPhotos(paths);
  // Thousands of files are no capture: said before they are read.
  if (sources.length > captureLimits.maxFrames) {
    throw new LivePhotoError(
      'invalid_request',
      `A capture has ${captureLimits.maxFrames} frames at most, and these are ${sources.length}`,
      { param: 'FRAME' },
    );
  }
  const read = (source: PhotoSource) =>
    readPhoto(source, stdin, maxBytes).catch((error: unknown) => {
      throw named(source.name, error);
    });
  const images = [];
  for (const source of sources) images.push(await read(source));
  const frames = images.map((image, i) => ({ image, at: i * interval }));
  const last = frames.at(-1);
  if (last === undefined) {
    throw new LivePhotoError('invalid_request', 'There is no frame in what was given', { param: 'FRAME' });
  }
  const [still] = stillPath === undefined ? [] : await listPhotos([stillPath]);
  return {
    capture: { frames, still: { image: still ? await read(still) : last.image, at: last.at } },
    stillName: (still ?? sources.at(-1)!).name,
  };
}

/** Here stills are files always. */
function fileReport(report: CaptureReport<ImageContentType | null>): InspectionReport {
  return report as InspectionReport;
}

function parseTurns(text: string): CaptureChallenge['turns'] {
  const turns = text.split(',').map((turn) => turn.trim());
  const known = turns.every((turn) => (turnDirections as readonly string[]).includes(turn));
  if (!known) throw new InvalidArgumentError(`Choose of ${turnDirections.join(', ')}.`);
  return turns as unknown as CaptureChallenge['turns'];
}

function named(name: string, error: unknown): unknown {
  if (!(error instanceof LivePhotoError)) return error;
  return new LivePhotoError(error.type, `${name}: ${error.message}`, { param: 'FRAME', cause: error });
}
