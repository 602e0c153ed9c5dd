/** Small helpers that every inspection shares. */
import type { Finding, InspectionResult } from '../contract/report.ts';

/** 0..100, whole. */
export function percent(probability: number): number {
  return Math.round(100 * Math.min(1, Math.max(0, probability)));
}

/** One decimal, and never -0. */
export function tenth(value: number): number {
  return Math.round(value * 10) / 10 + 0;
}

/** Passed without findings, failed with any. */
export function concluded<Evidence>(
  score: number,
  findings: readonly Finding[],
  evidence: Evidence,
): InspectionResult<Evidence> {
  return { outcome: findings.length === 0 ? 'passed' : 'failed', score, findings, evidence };
}

/** Nothing was looked at, and why. */
export function skipped<Evidence>(reason: string): InspectionResult<Partial<Evidence>> {
  return { outcome: 'skipped', findings: [], evidence: {}, reason };
}
