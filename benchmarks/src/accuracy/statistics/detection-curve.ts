/** Error rates of a score over every threshold: DET and ROC points, equal error rate, area under the ROC curve. */

/** A presentation whose score is at least the threshold is taken as bona fide. */
export interface ScoredPresentation {
  /** Higher is more genuine. */
  readonly score: number;
  /** The presentation attack instrument species; undefined for a bona fide presentation. */
  readonly species?: string | undefined;
  /** How much it counts among its kind. @default 1 */
  readonly weight?: number | undefined;
}

export interface OperatingPoint {
  /** Scores at or above it are accepted; `Infinity` accepts nothing. */
  readonly threshold: number;
  /** Share of attack presentations, all species pooled, that are accepted. */
  readonly apcer: number;
  /** The same for the species that is accepted most often: APCER as ISO/IEC 30107-3 reports it. */
  readonly worstApcer: number;
  /** Share of bona fide presentations that are refused. */
  readonly bpcer: number;
}

/**
 * Every operating point there is, from the one that accepts all to the one that accepts nothing; none when either
 * kind of presentation is missing.
 */
export function operatingPoints(presentations: readonly ScoredPresentation[]): OperatingPoint[] {
  const species = new Map<string, { total: number; accepted: number }>();
  let bonaFide = 0;
  let attacks = 0;
  for (const { species: name, weight = 1 } of presentations) {
    if (name === undefined) bonaFide += weight;
    else {
      attacks += weight;
      const known = species.get(name);
      if (known) known.total = known.accepted += weight;
      else species.set(name, { total: weight, accepted: weight });
    }
  }
  if (bonaFide === 0 || attacks === 0) return [];

  const sorted = [...presentations].sort((a, b) => a.score - b.score);
  const counts = [...species.values()];
  const points: OperatingPoint[] = [];
  let refused = 0;
  let accepted = attacks;
  for (let i = 0; i <= sorted.length; ) {
    const threshold = sorted[i]?.score ?? Number.POSITIVE_INFINITY;
    points.push({
      threshold,
      apcer: share(accepted, attacks),
      worstApcer: Math.max(...counts.map((count) => share(count.accepted, count.total))),
      bpcer: share(refused, bonaFide),
    });
    if (i === sorted.length) break;
    for (; i < sorted.length && sorted[i]!.score === threshold; i++) {
      const { species: name, weight = 1 } = sorted[i]!;
      if (name === undefined) refused += weight;
      else {
        accepted -= weight;
        species.get(name)!.accepted -= weight;
      }
    }
  }
  return points;
}

/** Sums of weights that are no whole numbers end a last bit beside 0 and 1. */
function share(part: number, whole: number): number {
  const value = part / whole;
  return value < 1e-12 ? 0 : value > 1 - 1e-12 ? 1 : value;
}

/** The rate at which APCER (species pooled) and BPCER meet, by a straight line between the two nearest points. */
export function equalErrorRate(points: readonly OperatingPoint[]): number | null {
  for (let i = 1; i < points.length; i++) {
    const before = points[i - 1]!;
    const after = points[i]!;
    if (after.bpcer < after.apcer) continue;
    const gapBefore = before.bpcer - before.apcer;
    const gapAfter = after.bpcer - after.apcer;
    const way = gapBefore / (gapBefore - gapAfter);
    return before.apcer + way * (after.apcer - before.apcer);
  }
  return null;
}

/** The chance that a bona fide presentation scores above an attack, ties counted half. */
export function areaUnderRoc(points: readonly OperatingPoint[]): number | null {
  if (points.length === 0) return null;
  let area = 0;
  for (let i = 1; i < points.length; i++) {
    const before = points[i - 1]!;
    const after = points[i]!;
    area += (before.apcer - after.apcer) * (1 - (before.bpcer + after.bpcer) / 2);
  }
  return area;
}

/**
 * The lowest BPCER among thresholds whose APCER is at most `limit` (0.1 gives BPCER10, 0.05 gives BPCER20): points
 * that exist, nothing interpolated.
 * @param species `pooled`: over all attacks; `worst`: APCER of the worst species, as the standard has it
 */
export function bpcerAtApcer(
  points: readonly OperatingPoint[],
  limit: number,
  species: 'pooled' | 'worst' = 'pooled',
): number | null {
  const point = points.find((p) => (species === 'pooled' ? p.apcer : p.worstApcer) <= limit + 1e-12);
  return point?.bpcer ?? null;
}
