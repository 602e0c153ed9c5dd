/** What each browser has of what is used, as a table for a terminal. */

const rows = [
  ['module workers', 'moduleWorkers', 'needed'],
  ['canvas in workers', 'canvasInWorkers', 'needed'],
  ['WebAssembly SIMD', 'simd', 'needed'],
  ['EXIF orientation in createImageBitmap', 'uprightBitmaps', 'needed'],
  ['Cache Storage', 'cacheStorage', 'else the models are fetched each time'],
  ['camera (fake, in tests)', 'camera', 'else by file'],
  ['playsInline', 'playsInline', "iPhones'; others play in the page anyway"],
  ['VideoFrame', 'videoFrames', 'one source of pictures'],
  ['requestVideoFrameCallback', 'videoFrameCallbacks', 'else each repaint is inspected'],
  ['WebGPU (without a graphics card)', 'webgpu', 'else WebAssembly'],
  ['SharedArrayBuffer, page not isolated', 'sharedMemory', 'not used'],
];

/** @param {Readonly<Record<string, { version: string, features: Record<string, boolean> }>>} browsers by their names */
export function browsersTable(browsers) {
  const names = Object.keys(browsers);
  const cells = [
    ['', ...names.map((name) => `${name} ${browsers[name].version}`), ''],
    ...rows.map(([title, key, without]) => [
      title,
      ...names.map((name) => (browsers[name].features[key] ? 'yes' : 'no')),
      without,
    ]),
  ];
  const widths = cells[0].map((_, column) => Math.max(...cells.map((line) => line[column].length)));
  return cells
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
