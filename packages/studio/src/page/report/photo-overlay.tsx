/** The photo, and over it the layers that are switched on. */
import type { SeenGeometry } from '@livephoto/core';
import { drawOverlay, type PictureFactory } from '@livephoto/drawing';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useSpeech } from '../language/language.tsx';
import type { AnyReport } from './words.ts';

interface Props {
  readonly name: string;
  readonly imageUrl: string;
  readonly report: AnyReport;
  readonly geometry: SeenGeometry | null;
}

/** What can be switched off. */
type Layer = 'frame' | 'mesh' | 'axes' | 'covered';
const allLayers: readonly Layer[] = ['frame', 'axes', 'mesh', 'covered'];

export function PhotoOverlay({ name, imageUrl, report, geometry }: Props) {
  const words = useSpeech().texts.report;
  const image = useRef<HTMLImageElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [hidden, setHidden] = useState<readonly Layer[]>([]);
  const there: Readonly<Record<Layer, boolean>> = {
    frame: report.faces.length > 0,
    mesh: geometry !== null,
    axes: geometry !== null,
    covered: report.inspections.obstructions.evidence.map !== undefined,
  };
  const layers = allLayers.filter((layer) => there[layer]);

  useEffect(() => {
    if (!image.current) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(image.current);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!canvas.current || !context || size.width === 0) return;
    const ratio = devicePixelRatio;
    canvas.current.width = Math.round(size.width * ratio);
    canvas.current.height = Math.round(size.height * ratio);
    context.scale(ratio, ratio);
    drawOverlay<CanvasImageSource>(context, {
      target: { x: 0, y: 0, ...size },
      report,
      geometry,
      createPicture,
      font: (pixels, weight) => `${weight} ${pixels}px "Inter Variable", system-ui, sans-serif`,
      layers: layers
        .filter((layer) => !hidden.includes(layer))
        .flatMap((layer) => (layer === 'frame' ? ['frame', 'score'] : [layer])),
    });
  });

  return (
    <>
      <div class="frame">
        <img class="photo-image" ref={image} src={imageUrl} alt={name} />
        <canvas ref={canvas} />
      </div>
      {layers.length > 0 && (
        <fieldset class="layers">
          <legend class="visually-hidden">{words.layersLabel}</legend>
          {layers.map((layer) => (
            <label key={layer}>
              <input
                type="checkbox"
                checked={!hidden.includes(layer)}
                onChange={({ currentTarget }) =>
                  setHidden(
                    currentTarget.checked ? hidden.filter((other) => other !== layer) : [...hidden, layer],
                  )
                }
              />
              {words.layers[layer]}
            </label>
          ))}
        </fieldset>
      )}
    </>
  );
}

const createPicture: PictureFactory<CanvasImageSource> = (rgba, width, height) => {
  const picture = document.createElement('canvas');
  picture.width = width;
  picture.height = height;
  picture.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(rgba), width, height), 0, 0);
  return picture;
};
