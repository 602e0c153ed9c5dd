/** The answer of an asynchronous call for as long as what it depends on stays the same. */
import { useEffect, useState } from 'preact/hooks';

export type Call<Value> =
  | { readonly state: 'loading' }
  | { readonly state: 'done'; readonly value: Value }
  | { readonly state: 'failed'; readonly error: Error };

/** @returns the call's state, and what makes it again. */
export function useCall<Value>(
  call: () => Promise<Value>,
  dependencies: readonly unknown[],
): [Call<Value>, () => void] {
  const [state, setState] = useState<Call<Value>>({ state: 'loading' });
  const [round, setRound] = useState(0);
  // The caller names what it depends on.
  useEffect(() => {
    let current = true;
    setState({ state: 'loading' });
    call().then(
      (value) => current && setState({ state: 'done', value }),
      (error: Error) => current && setState({ state: 'failed', error }),
    );
    return () => {
      current = false;
    };
  }, [...dependencies, round]);
  return [state, () => setRound((count) => count + 1)];
}
