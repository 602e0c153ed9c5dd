// Puts the scripts that the page loads beside the assets, which are there already.
import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const dist = fileURLToPath(new URL('.', import.meta.resolve('@livephoto/browser')));
cpSync(dist, 'public/livephoto', {
  recursive: true,
  filter: (path) => !/\/assets\b|\.map$|\.d\.ts$/.test(path),
});
