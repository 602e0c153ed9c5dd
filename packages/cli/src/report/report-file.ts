/** `--report`: a run as one page that needs nothing else, with a picture, the verdict and the reasons of every photo. */
import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LivePhotoError, type Policy } from '@livephoto/core';
import { makeFolder } from '@livephoto/worker-runtime/folders';
import type { PhotoResult } from '../batch/photo-result.ts';
import { byCount, type Tally } from '../batch/tally.ts';
import { formatRate } from '../view/summary.ts';
import { card } from './card.ts';
import { histograms } from './charts.ts';
import { type Html, html, raw } from './html.ts';
import { script } from './script.ts';
import { style } from './style.ts';

export interface ReportFile {
  add(result: PhotoResult): Promise<void>;
  /** Writes the page; nothing of an earlier one is lost before. */
  finish(tally: Tally, seconds: number): Promise<void>;
  /** Forgets what was added, where the run did not come to its end. */
  discard(): Promise<void>;
}

/**
 * Photos go to a file beside it as they come, so that memory does not grow with their number.
 * @throws {LivePhotoError} `invalid_request` (param `report`) when it cannot be written.
 */
export async function createReportFile(path: string, policy: Policy): Promise<ReportFile> {
  const folder = dirname(path);
  const cardsPath = join(folder, `.${randomUUID()}.cards.tmp`);
  const pagePath = join(folder, `.${randomUUID()}.page.tmp`);
  let cards: FileHandle;
  try {
    if ((await stat(path).catch(() => undefined))?.isDirectory()) throw new Error('it is a folder');
    await makeFolder(folder);
    cards = await open(cardsPath, 'wx+');
    // No name, no faces left on the disk where this process is killed. Some systems keep a name while a file is open.
    await rm(cardsPath).catch(() => {});
  } catch (error) {
    throw cannotWrite(path, error);
  }
  const discard = async () => {
    await cards.close().catch(() => {});
    await rm(cardsPath, { force: true });
    await rm(pagePath, { force: true });
  };
  return {
    async add(result) {
      try {
        await cards.appendFile(card(result).html);
      } catch (error) {
        throw cannotWrite(path, error);
      }
    },
    async finish(tally, seconds) {
      try {
        const page = await open(pagePath, 'wx');
        try {
          const [head, foot] = frame(tally, policy, seconds);
          await page.appendFile(head);
          for await (const chunk of cards.createReadStream({ start: 0, autoClose: false }))
            await page.appendFile(chunk as Buffer);
          await page.appendFile(foot);
        } finally {
          await page.close();
        }
        await rename(pagePath, path);
      } catch (error) {
        throw cannotWrite(path, error);
      } finally {
        await discard();
      }
    },
    discard,
  };
}

/** What stands before the photos and after them. */
function frame(tally: Tally, policy: Policy, seconds: number): readonly [string, string] {
  const { accepted, refused, unreadable } = tally;
  const total = accepted + refused + unreadable;
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  // Names of files are foreign text: whatever they hold, nothing but this script runs, and nothing is fetched.
  const allowed = `default-src 'none'; img-src data:; style-src ${hash(style)}; script-src ${hash(script)}`;
  const sum = (count: number, name: string) => html`<li class="${name}"><b>${count}</b>${name}</li>`;
  const head = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${allowed}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>livephoto: ${total} photos</title>
<style>${raw(style)}</style>
</head>
<body>
<h1>${total} ${total === 1 ? 'photo' : 'photos'} inspected</h1>
<p class="quiet">Policy ${policy.name}, ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC, ${formatRate(tally.looked, seconds)}</p>
<ul class="sums">${[sum(accepted, 'accepted'), sum(refused, 'refused'), sum(unreadable, 'unreadable')]}</ul>
<h2>Scores and angles</h2>
${histograms(tally, policy)}
<details><summary>The policy that decided</summary><pre>${JSON.stringify(policy, null, 2)}</pre></details>
<h2>Photos</h2>
${filters(tally)}
<main>
`;
  return [head.html, `</main>\n<script>${script}</script>\n</body>\n</html>\n`];
}

function filters(tally: Tally): Html {
  const reasons = [...byCount(tally.findings), ...byCount(tally.errors)];
  return html`<form>
<select id="verdict" aria-label="Verdict"><option value="">every verdict</option>${[
    'accepted',
    'refused',
    'unreadable',
  ].map((name) => html`<option value="${name}">${name} (${tally[name as 'accepted']})</option>`)}</select>
<select id="reason" aria-label="Reason"><option value="">every reason</option>${reasons.map(
    ([code, count]) => html`<option value="${code}">${code} (${count})</option>`,
  )}</select>
<input id="name" type="search" placeholder="a part of the name" aria-label="A part of the name">
<output id="shown"></output>
</form>`;
}

function cannotWrite(path: string, cause: unknown): LivePhotoError {
  const { code, message } = cause as NodeJS.ErrnoException;
  return new LivePhotoError(
    'invalid_request',
    `The report ${path} cannot be written (${code ?? message}): choose another file for --report`,
    { param: 'report', cause },
  );
}
