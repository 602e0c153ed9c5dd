/** Refuses a Node that is too old, before it fails in some less clear way. */
import { StepError } from './steps.mjs';

/**
 * @param {string} range `engines.node`, of the form `>=20.19`
 * @param {string} version such as `20.20.2`
 */
export function assertNode(range, version) {
  const wanted = range.replace('>=', '').split('.').map(Number);
  const found = version.split('.').map(Number);
  for (const [index, part] of wanted.entries()) {
    if ((found[index] ?? 0) > part) return;
    if ((found[index] ?? 0) < part) {
      throw new StepError(
        `This needs Node ${range}, and this is ${version}: get a newer one from https://nodejs.org`,
      );
    }
  }
}
