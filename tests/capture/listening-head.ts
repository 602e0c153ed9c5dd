/** A head before the camera that hears what the element says, and does it: for challenges that no film can know. */
import { turnHead } from '../../benchmarks/src/accuracy/capture/scenes/turning-head.ts';
import { createEncoder, picturedHead } from './turning-footage.ts';

/** Degrees of a turn, and from one view of the head to the next. */
const reach = { yaw: 26, pitch: 22, step: 2 } as const;

/** Views of the head as JPEG by the names that `listen` asks for: `left-0` is straight ahead, every next one a step further. */
export async function filmHead(): Promise<ReadonlyMap<string, Buffer>> {
  const head = await picturedHead();
  const encode = await createEncoder();
  const views = new Map<string, Buffer>();
  const ways = {
    left: (angle: number) => ({ yaw: angle }),
    right: (angle: number) => ({ yaw: -angle }),
    up: (angle: number) => ({ pitch: angle }),
  };
  for (const [direction, move] of Object.entries(ways)) {
    const furthest = direction === 'up' ? reach.pitch : reach.yaw;
    for (let angle = 0; angle <= furthest; angle += reach.step) {
      const view = await encode(turnHead(head, move(angle)));
      views.set(`${direction}-${angle / reach.step}`, Buffer.from(view));
    }
  }
  return views;
}

/** How many views there are of each turn, straight ahead included. */
export const viewCounts = {
  left: reach.yaw / reach.step + 1,
  right: reach.yaw / reach.step + 1,
  up: reach.pitch / reach.step + 1,
} as const;

/**
 * Runs in the page before its own scripts: the camera is a canvas that shows the head, turned as the element asked last, two
 * seconds there and two back, more slowly when it hears so. Pictures of it sway, as those of a hand do, and none comes twice.
 *
 * @param counts `viewCounts`
 */
export function listen(counts: Readonly<Record<'left' | 'right' | 'up', number>>): void {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { alpha: false })!;
  const views = new Map<string, HTMLImageElement>();
  /** Which way the head looks, and how far of the whole way, 0 to 1. */
  let direction: 'left' | 'right' | 'up' = 'left';
  let way = 0;
  let asked: string = 'straight';
  /** Milliseconds of a turn out; whoever hears that they turn too fast turns more slowly. */
  let pace = 2000;
  const began = performance.now();
  let last = began;

  const draw = () => {
    const now = performance.now();
    const step = (now - last) / pace;
    last = now;
    const isTurn = asked === 'left' || asked === 'right' || asked === 'up';
    if (isTurn && way === 0) direction = asked as typeof direction;
    way = isTurn && asked === direction ? Math.min(1, way + step) : Math.max(0, way - step);
    const share = (1 - Math.cos(Math.PI * way)) / 2;
    const view = views.get(`${direction}-${Math.round(share * (counts[direction] - 1))}`)!;
    const seconds = (now - began) / 1000;
    const wave = (pace: number) => Math.sin(pace * seconds);
    context.setTransform(1, 0, 0, 1, 0, 0);
    // The same a little larger behind it, so that no corner stays empty.
    context.drawImage(view, -20, -20, canvas.width + 40, canvas.height + 40);
    context.translate(canvas.width / 2 + 5 * wave(1.3) + 2 * wave(4.1), canvas.height / 2 + 4 * wave(1.7));
    context.rotate(0.02 * wave(0.9) + 0.006 * wave(3.3));
    context.drawImage(view, -canvas.width / 2, -canvas.height / 2);
    // Grain of a sensor, another one in every frame.
    for (let i = 0; i < 400; i++) {
      context.fillStyle = Math.random() < 0.5 ? '#ffffff12' : '#00000012';
      context.fillRect(
        Math.random() * canvas.width - canvas.width / 2,
        Math.random() * canvas.height - canvas.height / 2,
        2,
        2,
      );
    }
  };

  const load = async (name: string) => {
    const image = new Image();
    image.src = `/head/${name}.jpg`;
    await image.decode();
    views.set(name, image);
  };
  const open = async () => {
    const names = Object.entries(counts).flatMap(([name, count]) =>
      Array.from({ length: count }, (_, i) => `${name}-${i}`),
    );
    await Promise.all(names.map(load));
    const { naturalWidth, naturalHeight } = views.get('left-0')!;
    Object.assign(canvas, { width: naturalWidth, height: naturalHeight });
    document.querySelector('live-photo-capture')!.addEventListener('turn', ({ detail }) => {
      // Nobody stops in the frame in which the word comes: a third of a second passes.
      setTimeout(() => {
        if (detail.cue === 'slower' && asked !== 'slower') pace = Math.min(8000, 1.6 * pace);
        asked = detail.cue;
      }, 350);
    });
    setInterval(draw, 50);
  };
  let opened: Promise<void> | undefined;
  navigator.mediaDevices.getUserMedia = async () => {
    opened ??= open();
    await opened;
    // Whoever was turned when a try ended looks into the camera for the next one, which is not asked for as a turn.
    asked = 'straight';
    draw();
    return canvas.captureStream(20);
  };
}
