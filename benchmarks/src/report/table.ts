/** A table of texts, drawn alike in the terminal, in Markdown and in HTML. */

export interface Table {
  readonly title: string;
  /** The first column names the row and is set to the left, the others to the right. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Rows that sum up the ones below or above, by index. */
  readonly totals?: readonly number[];
  readonly note?: string;
}
