/** The parts of the panel: the verdict, then one block per inspection with its score, reasons and evidence. */
import { basename } from 'node:path';
import { type InspectionName, type InspectionReport, inspectionNames, type Outcome } from '@livephoto/core';
import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { evidenceParts, formatImage, wordsFor } from '../view/format.ts';
import { printable } from '../view/printable.ts';
import { font } from './fonts.ts';
import { cutMiddle, wrapText } from './text.ts';
import { colors, outcomeColor, verdictColor } from './theme.ts';

export interface Block {
  /** Pixels. */
  readonly height: number;
  /** Draws with its top-left corner at x, y. */
  draw(context: SKRSContext2D, x: number, y: number): void;
}

/** One drawn line or shape of a block, at its own offset from the block's top. */
type Stroke = (context: SKRSContext2D, x: number, y: number) => void;

/** Collects strokes from top to bottom, so that a block's height is known before it is drawn. */
class Stack {
  height = 0;
  private readonly strokes: { readonly y: number; readonly stroke: Stroke }[] = [];

  add(height: number, stroke: Stroke): void {
    this.strokes.push({ y: this.height, stroke });
    this.height += height;
  }

  space(height: number): void {
    this.height += height;
  }

  block(): Block {
    const { height, strokes } = this;
    return {
      height,
      draw(context, x, y) {
        for (const part of strokes) part.stroke(context, x, y + part.y);
      },
    };
  }
}

/** Every block of the panel, for columns of `width` pixels. */
export function panelBlocks(photo: string, report: InspectionReport, width: number): Block[] {
  const measure = createCanvas(1, 1).getContext('2d');
  return [
    verdictBlock(photo, report, width, measure),
    ...inspectionNames.map((name) => inspectionBlock(name, report, width, measure)),
  ];
}

function verdictBlock(photo: string, report: InspectionReport, width: number, measure: SKRSContext2D): Block {
  const stack = new Stack();
  const word = report.accepted ? 'Accepted' : 'Refused';
  stack.add(46, (context, x, y) => {
    drawMark(context, x + 17, y + 20, 17, report.accepted ? 'passed' : 'failed', verdictColor(report));
    drawText(context, word, x + 46, y + 31, font(32, 700), verdictColor(report));
  });
  measure.font = font(17, 600);
  const name = cutMiddle(measure, photo === '-' ? 'standard input' : printable(basename(photo)), width);
  stack.add(25, (context, x, y) => drawText(context, name, x, y + 17, font(17, 600), colors.text));
  addParagraph(stack, measure, formatImage(report.image), width, colors.muted, 15);
  addParagraph(stack, measure, `Policy ${printable(report.policy)}`, width, colors.muted, 15);
  return stack.block();
}

function inspectionBlock(
  name: InspectionName,
  report: InspectionReport,
  width: number,
  measure: SKRSContext2D,
): Block {
  const { outcome, score, findings, reason } = report.inspections[name];
  const color = outcomeColor(outcome);
  const stack = new Stack();
  stack.add(28, (context, x, y) => {
    drawMark(context, x + 10, y + 11, 10, outcome, color);
    drawText(context, sentence(name), x + 30, y + 17, font(18, 600), colors.text);
    const right = score === undefined ? outcome : String(score);
    context.textAlign = 'right';
    drawText(context, right, x + width, y + 17, font(score === undefined ? 15 : 18, 600), color);
    context.textAlign = 'left';
  });
  if (score !== undefined) {
    stack.add(11, (context, x, y) => drawBar(context, x, y, width, 4, score, color));
  }
  for (const finding of findings) addParagraph(stack, measure, finding.message, width, colors.text, 16);
  if (reason !== undefined)
    addParagraph(stack, measure, sentence(printable(reason)), width, colors.muted, 15);
  addEvidence(stack, measure, name, report, width);
  return stack.block();
}

function addEvidence(
  stack: Stack,
  measure: SKRSContext2D,
  name: InspectionName,
  report: InspectionReport,
  width: number,
): void {
  const { obstructions, liveness } = report.inspections;
  if (name === 'faces' || name === 'orientation') {
    const parts = evidenceParts(report)[name].map((part) => part.replaceAll(' ', '\u00a0'));
    addParagraph(stack, measure, parts.join(' · '), width, colors.muted, 15);
  } else if (name === 'obstructions') {
    const { regions, limits } = obstructions.evidence;
    addScores(stack, measure, regions ?? {}, limits?.regions ?? {}, width);
  } else if (name === 'liveness') {
    // Cues speak for or against; but for the person, none of them decides alone.
    const { cues = {}, limits } = liveness.evidence;
    addScores(stack, measure, cues, limits ? { person: limits.person } : {}, width);
  }
}

/** Named scores in two columns, each with a small bar; the least that is asked is marked on it. */
function addScores(
  stack: Stack,
  measure: SKRSContext2D,
  scores: Readonly<Record<string, number | undefined>>,
  limits: Readonly<Record<string, number | undefined>>,
  width: number,
): void {
  const entries = Object.entries(scores).filter((entry): entry is [string, number] => entry[1] !== undefined);
  if (entries.length === 0) return;
  stack.space(4);
  const gap = 24;
  const cell = (width - gap) / 2;
  measure.font = font(14);
  const labelWidth = cell - 34 - 44;
  for (let row = 0; row < entries.length; row += 2) {
    const cells = entries.slice(row, row + 2).map(([name, score]) => ({
      label: cutMiddle(measure, wordsFor(printable(name)), labelWidth),
      score,
      limit: limits[name],
    }));
    stack.add(23, (context, x, y) => {
      for (const [column, { label, score, limit }] of cells.entries()) {
        const left = x + column * (cell + gap);
        drawText(context, label, left, y + 14, font(14), colors.muted);
        drawBar(context, left + labelWidth + 6, y + 7, 38, 4, score, scoreColor(score, limit));
        if (limit !== undefined) drawLimit(context, left + labelWidth + 6, y + 5, 38, 8, limit);
        context.textAlign = 'right';
        drawText(context, String(score), left + cell, y + 14, font(14, 500), colors.text);
        context.textAlign = 'left';
      }
    });
  }
}

function addParagraph(
  stack: Stack,
  measure: SKRSContext2D,
  text: string,
  width: number,
  color: string,
  size: number,
): void {
  measure.font = font(size);
  const lineHeight = Math.round(size * 1.4);
  for (const line of wrapText(measure, text, width)) {
    stack.add(lineHeight, (context, x, y) => drawText(context, line, x, y + size, font(size), color));
  }
  stack.space(3);
}

function drawText(
  context: SKRSContext2D,
  text: string,
  x: number,
  baseline: number,
  face: string,
  color: string,
): void {
  context.font = face;
  context.fillStyle = color;
  context.fillText(text, x, baseline);
}

function drawBar(
  context: SKRSContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  score: number,
  color: string,
): void {
  context.fillStyle = colors.track;
  context.beginPath();
  context.roundRect(x, y, width, height, height / 2);
  context.fill();
  const filled = (width * Math.min(100, Math.max(0, score))) / 100;
  if (filled < 1) return;
  context.fillStyle = color;
  context.beginPath();
  context.roundRect(x, y, Math.max(filled, height), height, height / 2);
  context.fill();
}

/** The line that a score must not lie below. */
function drawLimit(
  context: SKRSContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  limit: number,
): void {
  context.fillStyle = colors.text;
  context.fillRect(x + (width * Math.min(100, limit)) / 100 - 0.75, y, 1.5, height);
}

/** A disc with a tick, a cross or a dash cut into it. */
function drawMark(
  context: SKRSContext2D,
  x: number,
  y: number,
  radius: number,
  outcome: Outcome,
  color: string,
): void {
  context.fillStyle = color;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
  context.strokeStyle = colors.onVerdict;
  context.lineWidth = radius * 0.26;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  const r = radius * 0.42;
  context.beginPath();
  if (outcome === 'passed') {
    context.moveTo(x - r, y + 0.1 * r);
    context.lineTo(x - 0.25 * r, y + 0.8 * r);
    context.lineTo(x + r, y - 0.7 * r);
  } else if (outcome === 'failed') {
    context.moveTo(x - 0.8 * r, y - 0.8 * r);
    context.lineTo(x + 0.8 * r, y + 0.8 * r);
    context.moveTo(x + 0.8 * r, y - 0.8 * r);
    context.lineTo(x - 0.8 * r, y + 0.8 * r);
  } else {
    context.moveTo(x - r, y);
    context.lineTo(x + r, y);
  }
  context.stroke();
}

/** What nothing is asked of is neither good nor bad. */
function scoreColor(score: number, limit: number | undefined): string {
  if (limit === undefined) return colors.muted;
  return score >= limit ? colors.accepted : colors.refused;
}

/** With a capital first letter. */
function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
