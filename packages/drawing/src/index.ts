/** Public surface of `@livephoto/drawing`. */
export {
  type Canvas2D,
  drawOverlay,
  type OverlayLayer,
  type OverlayOptions,
  overlayLayers,
  type PictureFactory,
} from './draw-overlay.ts';
export { overlayColors } from './overlay-colors.ts';
