/** Starts a module worker, also from another origin. */

/**
 * @returns The worker, and what to call when it is over.
 */
export function spawnWorker(url: URL): { worker: Worker; release: () => void } {
  if (url.origin === globalThis.location.origin) {
    return { worker: new Worker(url, { type: 'module', name: 'livephoto' }), release: () => {} };
  }
  // Browsers start workers from the page's own origin only; a script of that origin may import the other's.
  const script = new Blob([`import ${JSON.stringify(url.href)};`], { type: 'text/javascript' });
  const bootstrap = URL.createObjectURL(script);
  return {
    worker: new Worker(bootstrap, { type: 'module', name: 'livephoto' }),
    release: () => URL.revokeObjectURL(bootstrap),
  };
}
