/** What the policy asks of a photo: drawn, to change, as a file to open and to download. */
import { type Policy, parsePolicy } from '@livephoto/browser';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useSpeech } from '../language/language.tsx';
import { LimitFields, ScoreLimits } from './limit-fields.tsx';
import { policyText, withNumber } from './policy-file.ts';

interface Props {
  readonly policy: Policy;
  /** What was wrong with the file or the text that was given last. */
  readonly problem: ComponentChildren;
  onPolicy(policy: Policy): void;
  onProblem(name: string, error: unknown): void;
  onOpenFile(): void;
  onClose(): void;
}

export function PolicyPanel({ policy, problem, onPolicy, onProblem, onOpenFile, onClose }: Props) {
  const { texts } = useSpeech();
  const words = texts.policy;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const onNumber = (path: readonly string[], value: number) => onPolicy(withNumber(policy, path, value));

  return (
    <dialog ref={dialog} class="policy-panel" aria-labelledby="policy-title" onClose={onClose}>
      <header class="dialog-head">
        <h2 id="policy-title">
          {words.title} <span class="quiet">· {policy.name}</span>
        </h2>
        <button type="button" class="close" onClick={() => dialog.current?.close()}>
          {texts.page.close}
        </button>
      </header>
      <div class="actions">
        <button type="button" onClick={onOpenFile}>
          {words.open}
        </button>
        <button type="button" onClick={() => download(policy)}>
          {words.download}
        </button>
      </div>
      {problem}
      <p class="quiet">{words.text}</p>
      <LimitFields policy={policy} onNumber={onNumber} />
      <h3>{words.scores}</h3>
      <p class="quiet small">{words.scoresText}</p>
      <ScoreLimits policy={policy} onNumber={onNumber} />
      <PolicyText
        policy={policy}
        onText={(text) => {
          try {
            onPolicy(parsePolicy(text, { name: policy.name, subject: words.label }));
          } catch (error) {
            onProblem(words.label, error);
          }
        }}
      />
    </dialog>
  );
}

function PolicyText({ policy, onText }: { readonly policy: Policy; onText(text: string): void }) {
  const { policy: words } = useSpeech().texts;
  const [text, setText] = useState('');
  useEffect(() => setText(policyText(policy)), [policy]);
  return (
    <details class="policy-text">
      <summary>{words.asText}</summary>
      <label>
        <span class="quiet small">{words.textHint}</span>
        <textarea
          rows={Math.min(24, text.split('\n').length + 1)}
          spellcheck={false}
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </label>
      <button type="button" onClick={() => onText(text)}>
        {words.apply}
      </button>
    </details>
  );
}

function download(policy: Policy): void {
  const url = URL.createObjectURL(new Blob([policyText(policy)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${policy.name.replace(/[^\p{L}\p{N}._-]+/gu, '-')}.json`;
  link.click();
  // Not at once: some browsers begin to read it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
