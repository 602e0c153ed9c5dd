/** Made-up observations for tests: labelled photos with the reports that they are said to have got. */
import type { FindingCode, InspectionName, Outcome } from '@livephoto/core';
import type { Category, Extra, LabelledPhoto } from '../labels/labels.ts';
import type { Observation, StableReport } from '../runner/observation.ts';
import type { ObservedPhoto } from '../runner/run.ts';

export interface MadeUpReport {
  readonly faces?: number;
  readonly faceScore?: number;
  readonly angles?: { readonly yaw: number; readonly pitch: number; readonly roll: number };
  readonly liveness?: number;
  readonly obstruction?: number;
  /** Findings by inspection; an inspection with findings failed. */
  readonly findings?: Partial<Record<InspectionName, readonly FindingCode[]>>;
  readonly error?: string;
}

let made = 0;

export function row(
  category: Category,
  label: string,
  made_up: MadeUpReport,
  extra: Extra = {},
  source = 'press',
): ObservedPhoto {
  const path = `photos/${source}/${++made}.jpg`;
  const photo: LabelledPhoto = {
    path,
    file: `/nowhere/${path}`,
    source,
    repository: `owner/${source}`,
    category,
    label,
    extra,
    standing: extra.weak ? 'weak' : extra.derived || extra.synthetic ? 'made' : 'firm',
  };
  return { photo, observation: observation(made_up) };
}

export function rows(count: number, ...args: Parameters<typeof row>): ObservedPhoto[] {
  return Array.from({ length: count }, () => row(...args));
}

function observation({ error, faces = 1, ...report }: MadeUpReport): Observation {
  if (error !== undefined) return { error: { type: 'image_unreadable', message: error } };
  const findings = report.findings ?? {};
  const result = <E extends object>(name: InspectionName, there: boolean, score: number, evidence: E) => {
    const codes = findings[name] ?? [];
    const outcome: Outcome = codes.length > 0 ? 'failed' : there ? 'passed' : 'skipped';
    return {
      outcome,
      findings: codes.map((code) => ({ code, message: code, score: 0 })),
      evidence: outcome === 'skipped' ? {} : evidence,
      ...(outcome === 'skipped' ? { reason: 'There is no face to look at' } : { score }),
    };
  };
  const inspections: StableReport['inspections'] = {
    faces: result('faces', true, 97, { count: faces }),
    obstructions: result('obstructions', faces > 0, report.obstruction ?? 99, {
      regions: { mouth: 20, nose: 90 },
    }),
    orientation: result('orientation', report.angles !== undefined, 95, {
      ...report.angles,
      interEyeDistance: 90,
    }),
    liveness: result('liveness', report.liveness !== undefined, report.liveness ?? 0, {
      bonaFide: report.liveness ?? 0,
    }),
  };
  return {
    report: {
      accepted: Object.values(inspections).every(({ outcome }) => outcome !== 'failed'),
      image: { contentType: 'image/jpeg', size: 1000, width: 400, height: 300, orientation: 1 },
      faces: Array.from({ length: faces }, (_, index) => ({
        box: { x: 40 * index, y: 20, width: 30, height: 40 },
        score: report.faceScore ?? 97,
      })),
      inspections,
      policy: 'default',
      models: {},
    },
  };
}
