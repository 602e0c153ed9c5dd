/** Which Node the command runs on: an older one would not even parse what is loaded, and say nothing that helps. */
import { readFileSync } from 'node:fs';

/** @returns what to tell a person whose Node is too old; undefined where it will do. */
export function tooOld(running: string): string | undefined {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const wanted = (JSON.parse(manifest) as { engines: { node: string } }).engines.node.replace('>=', '');
  const [major, minor] = numbers(running);
  const [leastMajor, leastMinor] = numbers(wanted);
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return undefined;
  return `livephoto needs Node ${wanted} or newer, and this is ${running}: get a newer one from https://nodejs.org`;
}

function numbers(version: string): [major: number, minor: number] {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return [major, minor];
}
