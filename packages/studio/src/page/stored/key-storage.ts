/** Keeps the API key in the tab's session storage and nowhere else; where a browser forbids that, in nothing at all. */
const name = 'livephoto.key';

export function readKey(): string {
  try {
    return sessionStorage.getItem(name) ?? '';
  } catch {
    return '';
  }
}

/** @param key empty to forget it. */
export function keepKey(key: string): void {
  try {
    if (key === '') sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, key);
  } catch {
    // It is asked for again after the next load.
  }
}
