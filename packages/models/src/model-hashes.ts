/** The models that this version was made with, by their hashes: in code, as whoever can put other files beside it must not also say which are right. */
import hashes from './model-hashes.json' with { type: 'json' };

/** File name to SHA-256, lower-case hex. */
export const modelHashes: Readonly<Record<string, string>> = hashes;
