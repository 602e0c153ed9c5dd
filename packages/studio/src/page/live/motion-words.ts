/** The hints of a capture's camera in one line. */

/** One line; what the page did not tell is left out. */
export function signalWords(signals: Readonly<Record<string, unknown>>): string {
  const told = Object.entries(signals).filter(([, value]) => value !== false && value !== '');
  const words = told.map(([name, value]) => {
    if (Array.isArray(value)) return value.length > 0 ? `${name} ${value.join(', ')}` : '';
    return value === true ? name : `${name} ${String(value)}`;
  });
  return words.filter((word) => word !== '').join(', ') || 'none';
}
