/** Jobs, for people. */
import type { JobRecord } from '@livephoto/server/node';
import { formatCount } from './format.ts';

/** A line for each job, with columns. */
export function listJobs(jobs: readonly JobRecord[]): string {
  const rows = jobs.map((job) => [job.id, job.type, job.state, progressOf(job), minute(job.createdAt)]);
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row, i) => {
      const columns = row.map((text, column) => text.padEnd(widths[column]!)).join('  ');
      return `${columns}  ${optionsOf(jobs[i]!)}`.trimEnd();
    })
    .map((line) => `${line}\n`)
    .join('');
}

/** Everything of one job, a line each. */
export function describeJob(job: JobRecord): string {
  const lines = [
    `${job.type} ${job.id}: ${job.state}${optionsOf(job) === '' ? '' : ` (${optionsOf(job)})`}`,
    `made ${minute(job.createdAt)} UTC by ${job.keyId}${job.finishedAt === null ? '' : `, ended ${minute(job.finishedAt)} UTC`}`,
  ];
  if (job.type !== 'sweep') lines.push(progressOf(job));
  if (job.type === 'reinspect') lines.push(verdictsOf(job));
  if (job.result) {
    lines.push(
      Object.entries(job.result)
        .map(([name, value]) => `${name} ${value}`)
        .join(', '),
    );
  }
  if (job.error) lines.push(`${job.error.message} (${job.error.type})`);
  const [first, ...rest] = lines;
  return `${first}\n${rest.map((line) => `  ${line}\n`).join('')}`;
}

/** `3 of 10 photos`, as far as it is known. */
export function progressOf({ type, done, total }: JobRecord): string {
  if (type === 'sweep') return '';
  return total === null ? formatCount(done, 'photo') : `${done} of ${formatCount(total, 'photo')}`;
}

function verdictsOf({ counts, options }: JobRecord): string {
  const will = options.apply ? 'now' : 'would be';
  return [
    `${counts.unchanged} as before`,
    `${counts.accepts} ${will} accepted`,
    `${counts.refuses} ${will} refused`,
    ...(counts.failed > 0 ? [`${counts.failed} could not be inspected`] : []),
  ].join(', ');
}

function optionsOf({ options }: JobRecord): string {
  return Object.entries(options)
    .map(([name, value]) =>
      value === true ? name : `${name} ${typeof value === 'object' ? nameOf(value) : value}`,
    )
    .join(', ');
}

/** Of a policy that somebody wrote. */
function nameOf(policy: { readonly name?: unknown } | null): string {
  return typeof policy?.name === 'string' ? policy.name : 'of one’s own';
}

/** To the minute. */
function minute(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}
