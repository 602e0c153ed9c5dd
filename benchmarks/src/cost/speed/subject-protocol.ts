/** What is asked of one fresh process (or page) that runs the product, and what it answers. */

/** Milliseconds. */
export interface Sample {
  /** From the bytes to the report, as the caller waits for it. */
  readonly endToEnd: number;
  /** By the report's own clock, `total` included. */
  readonly stages: Readonly<Record<string, number>>;
}

/** Milliseconds since the process was asked for. */
export interface ColdStart {
  /** The first line of our code runs: what the runtime itself takes. */
  readonly boot: number;
  /** The product is imported. */
  readonly imported: number;
  /** The inspector has its models. */
  readonly ready: number;
  /** The first photo, read from the disk, is reported on. */
  readonly firstReport: number;
}

/** Bytes. */
export interface Memory {
  /** Resident, before anything is imported. */
  readonly before: number;
  /** Resident, with an inspector that has reported once. */
  readonly afterFirst: number;
  /** Resident, after every photo. */
  readonly after: number;
  /** The most that was ever resident. */
  readonly peak: number;
  /** All WebAssembly memories that live on: the inference runtime's. */
  readonly wasm: number;
  /** The largest WebAssembly memory of a picture's decoder. */
  readonly decoder: number;
}

export interface SubjectJob {
  /** Folder of the workspace whose built product is run; null for bare Node: nothing but its memory. */
  readonly product: string | null;
  readonly backend: 'wasm' | 'onnxruntime' | 'native';
  readonly photos: readonly { readonly name: string; readonly file: string }[];
  readonly samples: number;
  readonly warmup: number;
  /** `performance.timeOrigin + performance.now()` when the process was asked for. */
  readonly asked: number;
  /** Inspects the first photo so many times more, and notes the resident memory now and then. */
  readonly endurance?: number;
}

export interface SubjectAnswer {
  readonly coldStart: ColdStart;
  /** By the photo's name. */
  readonly samples: Readonly<Record<string, readonly Sample[]>>;
  /** By the photo's name: names everything in its report but the timings and the models' hashes. */
  readonly reports: Readonly<Record<string, string>>;
  readonly memory: Memory;
  /** What a second inspector in the same process costs: milliseconds until it is ready, and bytes. */
  readonly second: { readonly ready: number; readonly resident: number };
  readonly endurance: readonly EndurancePoint[];
}

export interface EndurancePoint {
  readonly inspections: number;
  /** Bytes. */
  readonly resident: number;
  readonly wasm: number;
}
