/** A chapter of a report: the same tables in the terminal and on the page, and charts on the page alone. */
import type { Chart } from './draw.ts';
import type { Table } from './table.ts';

export interface Section {
  /** Of the page's anchor. */
  readonly id: string;
  readonly title: string;
  /** Sentences that have to be read with the figures. */
  readonly remarks: readonly string[];
  readonly charts: readonly Chart[];
  readonly tables: readonly Table[];
}
