/** A score of 0 to 100 as a bar; the number stands beside it, so screen readers hear that alone. */

export function Meter({ value }: { readonly value: number }) {
  return (
    <svg
      class={value < 50 ? 'meter low' : 'meter'}
      viewBox="0 0 100 4"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect class="track" width="100" height="4" />
      <rect class="fill" width={Math.min(100, Math.max(0, value))} height="4" />
    </svg>
  );
}
