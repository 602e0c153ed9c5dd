/** What has to be said about a run so that somebody else can repeat it. */
import { createHash } from 'node:crypto';
import type { Policy } from '@livephoto/core';
import { commitOfTree } from '../../report/checkout.ts';
import { publishedPath } from '../../report/published-command.ts';
import type { Labels } from '../labels/labels.ts';
import type { ObservedPhoto } from '../runner/run.ts';

export interface RunInfo {
  /** As typed. */
  readonly command: string;
  /** ISO 8601, when it ended. */
  readonly date: string;
  /** The commit of the working tree, with `+` when files differ from it; null outside a checkout. */
  readonly commit: string | null;
  readonly runtime: string;
  /** Path of the labels file as typed, and the sha256 of its bytes. */
  readonly labels: { readonly file: string; readonly sha256: string };
  readonly photos: number;
  /** Rows of categories that no inspection is scored on. */
  readonly unscored: Readonly<Record<string, number>>;
  readonly errors: number;
  readonly policy: Policy;
  /** Model name to `sha256:<hex>`. */
  readonly models: Readonly<Record<string, string>>;
  /** Names the code, models and policy that were measured. */
  readonly fingerprint: string;
}

export interface RunFacts {
  readonly command: string;
  readonly labelsFile: string;
  readonly labels: Labels;
  readonly observed: readonly ObservedPhoto[];
  readonly policy: Policy;
  readonly models: Readonly<Record<string, string>>;
  readonly fingerprint: string;
}

export async function runInfo(facts: RunFacts): Promise<RunInfo> {
  return {
    command: facts.command,
    date: new Date().toISOString(),
    commit: await commitOfTree(),
    runtime: `Node ${process.versions.node}, ${process.platform} ${process.arch}`,
    labels: {
      file: publishedPath(facts.labelsFile),
      sha256: createHash('sha256').update(facts.labels.bytes).digest('hex'),
    },
    photos: facts.observed.length,
    unscored: facts.labels.unscored,
    errors: facts.observed.filter(({ observation }) => observation.error).length,
    policy: facts.policy,
    models: facts.models,
    fingerprint: facts.fingerprint,
  };
}

/** The run in short sentences. */
export function describeRun(info: RunInfo): string[] {
  const unscored = Object.entries(info.unscored).map(([category, count]) => `${category} ${count}`);
  return [
    `${info.photos} photos inspected with the policy '${info.policy.name}' (wasm backend), ${info.errors} errors.`,
    `Labels: ${info.labels.file} (sha256 ${info.labels.sha256.slice(0, 12)}).${unscored.length > 0 ? ` Rows of other categories, not scored: ${unscored.join(', ')}.` : ''}`,
    `${info.date.slice(0, 16).replace('T', ' ')} UTC, ${info.commit ? `commit ${info.commit}, ` : ''}${info.runtime}, fingerprint ${info.fingerprint.slice(0, 12)}.`,
  ];
}
