/** The inspector of the page: starts it, says how far it is, and takes it down. */
import { type BrowserInspector, createInspector, LivePhotoError, type PolicyLike } from '@livephoto/browser';
import { useEffect, useState } from 'preact/hooks';

export type InspectorState =
  | { readonly state: 'loading'; readonly loaded: number; readonly total: number }
  | { readonly state: 'ready'; readonly inspector: BrowserInspector }
  | { readonly state: 'failed'; readonly message: string };

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
        if (!stop.signal.aborted) setState({ state: 'failed', message: explain(error) });
      },
    );
    return () => {
      stop.abort();
      started.then((inspector) => inspector.dispose()).catch(() => {});
    };
  }, [policy, attempt]);
  return [state, () => setAttempt((count) => count + 1)];
}

function explain(error: unknown): string {
  if (error instanceof LivePhotoError && error.type === 'model_missing') {
    return `The models cannot be loaded. On a server just installed, run 'pnpm models build' and 'pnpm browser-assets'. (${error.message})`;
  }
  return error instanceof Error ? error.message : String(error);
}
