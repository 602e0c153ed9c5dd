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

/** The best score of what misses its limit, and the least of what meets it. */
export const bestFailure = 49;
export const leastPass = 50;

/**
 * A number against the least that is asked of it, as a score: below 50 exactly when it is less.
 * @param asked 0 asks for nothing: every number is then worth 50 or more.
 * @param best Where the score is 100.
 */
export function scoreAgainst(value: number, asked: number, best = 100): number {
  if (value < asked) return Math.max(0, Math.min(bestFailure, Math.round((50 * value) / asked)));
  return asked < best ? Math.min(100, Math.round(leastPass + (50 * (value - asked)) / (best - asked))) : 100;
}

/**
 * How far something that must not exceed `limit` is from it, as a score: below 50 exactly when it does.
 * @param value 0 or more. @param worst Where the score is 0.
 */
export function scoreWithin(value: number, limit: number, worst: number): number {
  if (value <= limit) return Math.round(100 - (limit > 0 ? (50 * value) / limit : 0));
  const beyond = worst > limit ? (value - limit) / (worst - limit) : 1;
  return Math.max(0, Math.min(bestFailure, Math.round(50 - 50 * beyond)));
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
