/** The report as programs get it, to read, copy and keep. */
import { useState } from 'preact/hooks';
import { useSpeech } from '../language/language.tsx';
import { type AnyReport, formatJson } from './words.ts';

interface Props {
  readonly name: string;
  readonly report: AnyReport;
}

export function JsonPanel({ name, report }: Props) {
  const words = useSpeech().texts.report;
  const [copied, setCopied] = useState('');
  const text = formatJson(report);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(words.copied);
    } catch {
      setCopied(words.notCopied);
    }
  };
  const save = () => {
    const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `${name.replace(/\.\w+$/, '')}.report.json`;
    link.click();
    // Not at once: some browsers begin to read it after the click.
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  };
  return (
    <section class="json" aria-label={words.jsonLabel}>
      <header>
        <h3>{words.json}</h3>
        <span role="status" class="quiet small">
          {copied}
        </span>
        <button type="button" onClick={copy}>
          {words.copy}
        </button>
        <button type="button" onClick={save}>
          {words.save}
        </button>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached with the keyboard. */}
      <pre tabIndex={0}>{text}</pre>
    </section>
  );
}
