/** The inspector of the page: starts it, says how far it is, and takes it down. */
import { type BrowserInspector, createInspector, LivePhotoError, type PolicyLike } from '@livephoto/browser';
import { useEffect, useState } from 'preact/hooks';

export type InspectorState =
  | { readonly state: 'loading'; readonly loaded: number; readonly total: number }
  | { readonly state: 'ready'; readonly inspector: BrowserInspector }
  | { readonly state: 'failed'; readonly reason: StartFailure; readonly detail: string };

/** What a visitor can do something about. */
export type StartFailure = 'missing' | 'invalid' | 'unsupported' | 'other';

const assets = '/studio/assets/';

/** @returns the state, and what starts again after a failure. */
export function useInspector(policy: PolicyLike): [InspectorState, () => void] {
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<InspectorState>({ state: 'loading', loaded: 0, total: 0 });
  // Another attempt is another start.
  useEffect(() => {
    const stop = new AbortController();
    setState({ state: 'loading', loaded: 0, total: 0 });
    const started = createInspector({
      policy,
      assets,
      signal: stop.signal,
      onProgress: ({ loaded, total }) => {
        if (!stop.signal.aborted) setState({ state: 'loading', loaded, total });
      },
    });
    started.then(
      (inspector) => {
        if (!stop.signal.aborted) setState({ state: 'ready', inspector });
      },
      (error) => {
        if (!stop.signal.aborted) setState({ state: 'failed', ...failureOf(error) });
      },
    );
    return () => {
      stop.abort();
      started.then((inspector) => inspector.dispose()).catch(() => {});
    };
  }, [policy, attempt]);
  return [state, () => setAttempt((count) => count + 1)];
}

function failureOf(error: unknown): { reason: StartFailure; detail: string } {
  const detail = error instanceof Error ? error.message : String(error);
  if (!(error instanceof LivePhotoError)) return { reason: 'other', detail };
  const reasons: Partial<Record<LivePhotoError['type'], StartFailure>> = {
    model_missing: 'missing',
    model_invalid: 'invalid',
    unsupported_runtime: 'unsupported',
  };
  return { reason: reasons[error.type] ?? 'other', detail };
}
