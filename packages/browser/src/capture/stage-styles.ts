/** How the preview looks: the camera's picture, the oval over it, the line of advice and the bars. */
import { css } from 'lit';

export const stageStyles = css`
  .stage {
    aspect-ratio: var(--ratio, 4 / 3);
    background: #0b0e12;
    border-radius: calc(var(--radius) - 4px);
    inline-size: min(100%, 68dvh * var(--ratio, 4 / 3));
    margin-inline: auto;
    overflow: hidden;
    position: relative;
  }

  .stage video,
  .stage svg {
    block-size: 100%;
    display: block;
    inline-size: 100%;
    inset: 0;
    object-fit: cover;
    position: absolute;
  }

  .mirrored {
    transform: scaleX(-1);
  }

  .veil {
    fill: rgb(8 11 15 / 0.5);
  }

  .ring {
    fill: none;
    stroke: #ffffff;
    stroke-dasharray: 2 1.2;
    stroke-width: 4px;
    vector-effect: non-scaling-stroke;
  }

  .fill {
    fill: none;
    stroke: #5fe39a;
    stroke-dasharray: 0 100;
    stroke-linecap: round;
    stroke-width: 8px;
    vector-effect: non-scaling-stroke;
  }

  .holding .ring {
    opacity: 0;
  }

  .holding .fill {
    stroke-dasharray: 100 0;
    transition: stroke-dasharray 0.5s linear;
  }

  .advice {
    align-items: center;
    background: rgb(8 11 15 / 0.86);
    border-radius: 18px;
    color: #ffffff;
    display: flex;
    font-size: clamp(1em, 4.2cqi, 1.5em);
    font-weight: 600;
    gap: 0.5em;
    inset-block-start: 12px;
    inset-inline: 12px;
    justify-content: center;
    line-height: 1.25;
    margin-inline: auto;
    max-inline-size: max-content;
    padding: 10px 14px;
    position: absolute;
    text-align: center;
    text-wrap: balance;
  }

  .advice svg {
    block-size: 1.3em;
    flex: none;
    inline-size: 1.3em;
    position: static;
  }

  .advice svg + span {
    text-align: start;
  }

  .holding .advice {
    background: #0d5c30;
  }

  .bar {
    background: var(--border);
    block-size: 8px;
    border-radius: 4px;
    inline-size: 100%;
    overflow: hidden;
  }

  .stage .bar {
    background: rgb(255 255 255 / 0.3);
    inset-block-end: 16px;
    inset-inline: 16px;
    inline-size: auto;
    position: absolute;
  }

  .bar > div {
    background: var(--accent);
    block-size: 100%;
    inline-size: 100%;
    transform: scaleX(var(--share, 0));
    transform-origin: left;
    transition: transform 0.2s;
  }

  .stage .bar > div {
    background: #ffffff;
  }

  @media (prefers-reduced-motion: reduce) {
    .bar > div,
    .holding .fill {
      transition: none;
    }
  }

  @media (forced-colors: active) {
    .advice,
    .holding .advice {
      background: Canvas;
      border: 1px solid CanvasText;
      color: CanvasText;
      forced-color-adjust: none;
    }
  }
`;
