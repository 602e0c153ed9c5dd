/** How the capture element looks. Colours, corners and type can be set from outside; see `docs/browser.md`. */
import { css } from 'lit';

export const styles = css`
  :host {
    --surface: var(--livephoto-surface, #ffffff);
    --text: var(--livephoto-text, #15181d);
    --muted: var(--livephoto-muted, #4d5663);
    --accent: var(--livephoto-accent, #1f5fd1);
    --on-accent: var(--livephoto-on-accent, #ffffff);
    --border: var(--livephoto-border, #d5dae1);
    --good: var(--livephoto-good, #12713a);
    --bad: var(--livephoto-bad, #b3261e);
    --radius: var(--livephoto-radius, 16px);

    box-sizing: border-box;
    color: var(--text);
    container-type: inline-size;
    display: block;
    font: var(--livephoto-font, 16px / 1.5 system-ui, sans-serif);
    max-width: 880px;
  }

  @supports (color: light-dark(#000, #fff)) {
    :host {
      --surface: var(--livephoto-surface, light-dark(#ffffff, #14181e));
      --text: var(--livephoto-text, light-dark(#15181d, #eef1f5));
      --muted: var(--livephoto-muted, light-dark(#4d5663, #aab4c1));
      --accent: var(--livephoto-accent, light-dark(#1f5fd1, #8ab4ff));
      --on-accent: var(--livephoto-on-accent, light-dark(#ffffff, #0b1a33));
      --border: var(--livephoto-border, light-dark(#d5dae1, #3a4451));
      --good: var(--livephoto-good, light-dark(#12713a, #5fd08c));
      --bad: var(--livephoto-bad, light-dark(#b3261e, #ff9087));
    }
  }

  :host([hidden]) {
    display: none;
  }

  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }

  .card {
    background: var(--surface);
    border: 1px solid var(--border);
    border-radius: var(--radius);
    display: grid;
    gap: 16px;
    overflow: hidden;
    padding: 20px;
  }

  h2,
  p,
  ul {
    margin: 0;
    padding: 0;
  }

  h2 {
    font-size: 1.375em;
    font-weight: 650;
    line-height: 1.25;
    text-wrap: balance;
  }

  h2:focus,
  p:focus {
    outline: none;
  }

  .message p {
    text-wrap: balance;
  }

  .muted {
    color: var(--muted);
  }

  .message {
    display: grid;
    gap: 12px;
    justify-items: center;
    margin-inline: auto;
    max-width: 34em;
    padding-block: 12px;
    text-align: center;
  }

  .emblem {
    block-size: 112px;
    color: var(--accent);
    inline-size: 112px;
  }

  .emblem.good {
    color: var(--good);
  }

  .emblem.bad {
    color: var(--bad);
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 12px;
    justify-content: center;
  }

  button {
    background: none;
    border: 2px solid var(--accent);
    border-radius: 999px;
    color: var(--accent);
    cursor: pointer;
    font: inherit;
    font-weight: 600;
    min-block-size: 48px;
    padding: 8px 24px;
  }

  button.primary {
    background: var(--accent);
    color: var(--on-accent);
  }

  button:hover {
    text-decoration: underline;
    text-underline-offset: 0.2em;
  }

  button[aria-disabled='true'] {
    border-style: dashed;
    background: none;
    color: var(--muted);
    cursor: default;
    text-decoration: none;
  }

  :focus-visible {
    outline: 3px solid var(--accent);
    outline-offset: 3px;
  }

  .verdict {
    display: grid;
    gap: 20px;
  }

  .verdict > div {
    align-content: center;
    display: grid;
    gap: 16px;
  }

  canvas {
    align-self: start;
    border-radius: calc(var(--radius) - 4px);
    display: block;
    margin-inline: auto;
    max-block-size: 60dvh;
    max-inline-size: 100%;
  }

  .heading {
    align-items: center;
    display: flex;
    gap: 10px;
  }

  .heading svg {
    block-size: 32px;
    flex: none;
    inline-size: 32px;
  }

  .good {
    color: var(--good);
  }

  .bad {
    color: var(--bad);
  }

  ul {
    display: grid;
    gap: 8px;
    list-style: none;
  }

  .reasons li {
    border-inline-start: 4px solid var(--bad);
    padding-inline-start: 12px;
  }

  .checks {
    border-block-start: 1px solid var(--border);
    padding-block-start: 16px;
  }

  .checks li {
    align-items: center;
    display: flex;
    gap: 10px;
  }

  .checks li > :first-child {
    display: flex;
  }

  .checks svg {
    block-size: 22px;
    flex: none;
    inline-size: 22px;
  }

  .hidden {
    block-size: 1px;
    clip-path: inset(50%);
    inline-size: 1px;
    overflow: hidden;
    position: absolute;
    white-space: nowrap;
  }

  @container (min-width: 640px) {
    .verdict {
      grid-template-columns: 1fr 1fr;
    }

    .verdict .actions {
      justify-content: start;
    }
  }

  @container (max-width: 480px) {
    .card {
      padding: 12px;
    }

    .actions button {
      flex: 1 1 auto;
    }

    canvas {
      max-block-size: 46dvh;
    }
  }
`;
