/** Where the decoders' sources are, and where what is made of them goes. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
/** From the root: our own C. */
export const ownFolder = 'packages/core/codecs/src';
/** Sources, objects and modules, kept from one run to the next. */
export const cache = join(root, '.cache/codecs');
