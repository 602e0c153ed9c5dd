/** When a command that runs until it is stopped is asked to end, from its first moment on. */

/**
 * Fires on what fires the terminal's signal, and on SIGTERM.
 *
 * Called before anything is loaded: a container's first process does not hear a SIGTERM that nobody listens for, and would go on
 * until it is killed.
 */
export function stopAsked(terminal: AbortSignal): AbortSignal {
  const controller = new AbortController();
  process.once('SIGTERM', () => controller.abort());
  return AbortSignal.any([terminal, controller.signal]);
}
