/** The picture of a file as the browser shows it; a sheet of paper where it cannot. */
import { useState } from 'preact/hooks';

interface Props {
  readonly url: string;
  readonly alt: string;
  readonly class: string;
  readonly large?: boolean;
}

export function Picture({ url, alt, class: className, large = false }: Props) {
  const [broken, setBroken] = useState(false);
  if (!broken) return <img class={className} src={url} alt={alt} onError={() => setBroken(true)} />;
  return (
    <span class={large ? 'no-picture large' : 'no-picture'}>
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <path d="M8 4h11l6 6v18H8zM19 4v6h6M12 16l8 8M20 16l-8 8" />
      </svg>
      {alt}
    </span>
  );
}
