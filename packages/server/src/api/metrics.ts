/** What the API counts; a runtime decides how it is kept and shown. */

export interface RequestMeasure {
  readonly method: string;
  /** The path as documented, `unknown` for none: never an id. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** One inspection, as it is counted. */
export interface InspectionMeasure {
  /** `accepted`, the type of the refusal, or the type of the error. */
  readonly outcome: string;
  readonly seconds: number;
}

/** Counts requests and inspections, and shows the counts. */
export interface Metrics {
  request(measure: RequestMeasure): void;
  inspection(measure: InspectionMeasure): void;
  /** In the format of Prometheus. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
}
