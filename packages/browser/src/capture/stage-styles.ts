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
    /* A line without length would leave a dot of its round ends. */
    opacity: 0;
    stroke-linecap: round;
    stroke-width: 8px;
    vector-effect: non-scaling-stroke;
  }

  .holding .ring {
    opacity: 0;
  }

  .holding .fill,
  .turning .fill {
    opacity: 1;
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
    font-size: clamp(1em, 3.4cqi, 1.25em);
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

  .turning .ring {
    opacity: 1;
  }

  .turning .fill {
    stroke-dasharray: var(--turned, 0) 100;
    transition: stroke-dasharray 0.25s linear;
  }

  .pointer {
    animation: nudge 1s ease-in-out infinite alternate;
    fill: none;
    stroke: #ffffff;
    stroke-linecap: round;
    stroke-linejoin: round;
    stroke-width: 10px;
    vector-effect: non-scaling-stroke;
  }

  @keyframes nudge {
    to {
      transform: translateX(-0.5px);
    }
  }

  .cameras {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    justify-content: center;
  }

  .cameras select {
    background: var(--surface);
    border: 1px solid var(--border);
    border-radius: 8px;
    color: var(--text);
    font: inherit;
    max-inline-size: 100%;
    min-block-size: 44px;
    padding: 4px 8px;
  }

  .code {
    block-size: min(280px, 70cqi);
    border-radius: 12px;
    inline-size: min(280px, 70cqi);
  }

  /* Under a line of advice that takes two lines the oval has no room in a low picture: the middle of it is shown. */
  @container (max-width: 480px) {
    .stage {
      aspect-ratio: min(var(--ratio, 4 / 3), 3 / 4);
    }
  }

  /* A phone that is held upright: the camera fills the screen, and what can be done lies over its lower end. */
  @media (max-width: 520px) and (orientation: portrait) {
    .card.live {
      border: 0;
      border-radius: 0;
      display: block;
      inline-size: 100vw;
      margin-inline: calc(50cqi - 50vw);
      padding: 0;
      position: relative;
    }

    .live .stage {
      aspect-ratio: auto;
      block-size: 100dvh;
      border-radius: 0;
      inline-size: 100%;
    }

    .live .actions,
    .live .cameras {
      inset-inline: 16px;
      position: absolute;
    }

    .live .actions {
      inset-block-end: calc(16px + env(safe-area-inset-bottom, 0px));
    }

    .live .cameras {
      color: #ffffff;
      inset-block-end: calc(84px + env(safe-area-inset-bottom, 0px));
    }

    .live .cameras span {
      clip-path: inset(50%);
      position: absolute;
    }

    .live .actions button:not(.primary),
    .live .actions button[aria-disabled='true'] {
      background: var(--surface);
    }

    .live .stage .bar {
      inset-block-end: calc(84px + env(safe-area-inset-bottom, 0px));
    }

    .live .advice {
      inset-block-start: calc(16px + env(safe-area-inset-top, 0px));
    }
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
    .holding .fill,
    .turning .fill {
      transition: none;
    }

    .pointer {
      animation: none;
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
