/** Runs in a page: takes frames out of the film and composes what the camera shall show of them. */

export interface Placement {
  /** Part of the film's frame, in its pixels. */
  readonly from: readonly [x: number, y: number, width: number, height: number];
  /** Where it goes, in pixels of the footage. */
  readonly to: readonly [x: number, y: number, width: number, height: number];
}

export interface Composition {
  readonly width: number;
  readonly height: number;
  readonly placements: readonly Placement[];
}

declare global {
  interface Window {
    /** Loads the film. @returns its size in pixels. */
    openFilm(url: string): Promise<readonly [width: number, height: number]>;
    /** @returns the composed frame as a JPEG in base64; `outline` is painted over as cloth. */
    composeFrame(
      seconds: number,
      composition: Composition,
      outline: readonly (readonly [x: number, y: number])[],
    ): Promise<string>;
  }
}

const film = document.createElement('video');
film.muted = true;
const canvas = document.createElement('canvas');
const context = canvas.getContext('2d')!;

window.openFilm = async (url) => {
  // From memory: a server without ranges could not be sought in.
  film.src = URL.createObjectURL(await (await fetch(url)).blob());
  await new Promise((resolve, reject) => {
    film.onloadeddata = resolve;
    film.onerror = () => reject(new Error(film.error?.message));
  });
  return [film.videoWidth, film.videoHeight];
};

/** Seconds that one of the film's frames is shown. */
const frameTime = 1 / 25;
/** When the frame that would be drawn begins. */
let shown = Number.NaN;

/** Waits for the very frame: 'seeked' may come while the one before it, or none, is what would be drawn. */
async function seek(seconds: number): Promise<void> {
  const isShown = (): boolean => shown - 0.001 <= seconds && seconds < shown + frameTime + 0.001;
  // A frame that is there already is not presented again.
  for (let tries = 0; tries < 5 && !isShown(); tries++) {
    const presented = new Promise<number>((resolve) => {
      film.requestVideoFrameCallback((_, { mediaTime }) => resolve(mediaTime));
    });
    film.currentTime = seconds;
    shown = await Promise.race([presented, after(2000)]);
  }
  if (!isShown()) throw new Error(`The film shows its frame of ${shown} s instead of that at ${seconds} s`);
}

const after = (milliseconds: number): Promise<number> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds, Number.NaN));

window.composeFrame = async (seconds, { width, height, placements }, outline) => {
  await seek(seconds);
  canvas.width = width;
  canvas.height = height;
  context.imageSmoothingQuality = 'high';
  // The studio's wall, wherever the film does not reach.
  context.fillStyle = '#2f71e8';
  context.fillRect(0, 0, width, height);
  for (const { from, to } of placements) context.drawImage(film, ...from, ...to);
  if (outline.length > 0) {
    context.beginPath();
    for (const [x, y] of outline) context.lineTo(x, y);
    context.closePath();
    context.fillStyle = '#9cc5dd';
    context.fill();
    context.lineWidth = 2;
    context.strokeStyle = '#7fa9c2';
    context.stroke();
  }
  return canvas.toDataURL('image/jpeg', 0.95).split(',')[1]!;
};
