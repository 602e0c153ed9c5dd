/** Colours, sizes and type of annotated pictures. */
import type { InspectionReport, Outcome } from '@livephoto/core';
import { overlayColors } from '@livephoto/drawing';

export const colors = {
  page: '#0d1116',
  panel: '#151b22',
  track: '#27303a',
  text: '#eef2f6',
  muted: '#93a1b0',
  accepted: overlayColors.accepted,
  refused: overlayColors.refused,
  onVerdict: overlayColors.onVerdict,
} as const;

/** Pixels of the finished picture. */
export const sizes = {
  margin: 28,
  /** Width of the panel when it stands beside the photo. */
  panel: 420,
  panelPadding: 26,
  blockGap: 22,
  /** The photo is drawn no smaller and no larger than this on its longer side. */
  smallestPhoto: 640,
  largestPhoto: 1200,
  /** A photo wider than this over its height gets the panel below it. */
  wide: 1.9,
  corner: 12,
} as const;

export function verdictColor(report: Pick<InspectionReport, 'accepted'>): string {
  return report.accepted ? colors.accepted : colors.refused;
}

export function outcomeColor(outcome: Outcome): string {
  if (outcome === 'passed') return colors.accepted;
  return outcome === 'failed' ? colors.refused : colors.muted;
}
