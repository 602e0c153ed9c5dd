/** A score of 0 to 100 as a bar; the number stands beside it, so screen readers hear that alone. */

interface Props {
  readonly value: number;
  /** The least that is asked, marked on the bar; a bar without one says nothing good or bad. */
  readonly limit: number | undefined;
}

export function Meter({ value, limit }: Props) {
  const verdict = limit === undefined ? 'told' : value < limit ? 'low' : '';
  return (
    <svg class={`meter ${verdict}`} viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      <rect class="track" width="100" height="4" />
      <rect class="fill" width={Math.min(100, Math.max(0, value))} height="4" />
      {limit !== undefined && <rect class="limit" x={Math.min(98, limit)} width="2" height="4" />}
    </svg>
  );
}
