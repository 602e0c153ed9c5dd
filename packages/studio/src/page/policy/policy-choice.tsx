/** Which policy decides: one of those that come with livephoto, a file of one's own, or one that was changed here. */
import { LivePhotoError, type Policy, type PolicyName, parsePolicy } from '@livephoto/browser';
import { useRef, useState } from 'preact/hooks';
import { fillIn, useSpeech } from '../language/language.tsx';
import { formatBytes, formatTooLarge } from '../report/words.ts';
import { isNamed, wholePolicy } from './policy-file.ts';
import { PolicyPanel } from './policy-panel.tsx';

export type ChosenPolicy = PolicyName | Policy;

const names: readonly PolicyName[] = ['default', 'strict', 'lenient', 'icao'];

/** Bytes; a whole policy has about 1500. */
const largest = 1_000_000;

/** Of the option that stands for a policy of one's own. */
const own = 'own';

interface Props {
  readonly policy: ChosenPolicy;
  onPolicy(policy: ChosenPolicy): void;
}

/** One that is none of those that come with livephoto. */
interface OwnPolicy {
  readonly policy: Policy;
  /** Opened as a file, rather than changed here. */
  readonly isFile: boolean;
}

interface Problem {
  readonly name: string;
  /** Core's sentence, in English; undefined where `text` says all. */
  readonly detail?: string | undefined;
  readonly text?: string;
}

export function PolicyChoice({ policy, onPolicy }: Props) {
  const { language, texts } = useSpeech();
  const words = texts.policy;
  const input = useRef<HTMLInputElement>(null);
  const [mine, setMine] = useState<OwnPolicy>();
  const [problem, setProblem] = useState<Problem>();
  const [isOpen, setOpen] = useState(false);

  const take = (given: Policy, isFile: boolean) => {
    setMine({ policy: given, isFile });
    setProblem(undefined);
    onPolicy(given);
  };
  const tell = (name: string, error: unknown) => {
    const detail = error instanceof LivePhotoError ? error.message : undefined;
    setProblem({ name, detail, ...(detail ? {} : { text: fillIn(words.unreadable, { name }) }) });
  };
  const open = async (file: File | undefined) => {
    if (file === undefined) return;
    const { name } = file;
    if (file.size > largest) {
      const sizes = { size: formatTooLarge(file.size, language), limit: formatBytes(largest, language) };
      setProblem({ name, text: fillIn(words.tooLarge, { name, ...sizes }) });
      return;
    }
    try {
      const text = await file.text();
      take(parsePolicy(text, { name: name.replace(/\.json$/i, ''), subject: name }), true);
    } catch (error) {
      tell(name, error);
    }
  };

  const alert = problem && <PolicyProblem problem={problem} />;
  return (
    <div class="policy">
      <PolicySelect
        policy={policy}
        mine={mine}
        onPolicy={(chosen) => {
          setProblem(undefined);
          onPolicy(chosen);
        }}
      />
      <button type="button" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {words.limits}
      </button>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        aria-label={words.open}
        hidden
        onChange={({ currentTarget }) => {
          void open(currentTarget.files?.[0]);
          // The same file may be chosen again, once it is mended.
          currentTarget.value = '';
        }}
      />
      {isOpen ? (
        <PolicyPanel
          policy={wholePolicy(policy)}
          problem={alert}
          onPolicy={(given) => take(given, !isNamed(policy) && (mine?.isFile ?? false))}
          onProblem={tell}
          onOpenFile={() => input.current?.click()}
          onClose={() => setOpen(false)}
        />
      ) : (
        alert
      )}
    </div>
  );
}

interface SelectProps extends Props {
  readonly mine: OwnPolicy | undefined;
}

function PolicySelect({ policy, mine, onPolicy }: SelectProps) {
  const words = useSpeech().texts.policy;
  return (
    <label>
      <span class="wide">{words.label}</span>
      <select
        aria-label={words.label}
        value={isNamed(policy) ? policy : own}
        onChange={({ currentTarget: { value } }) =>
          onPolicy(value === own && mine ? mine.policy : (value as PolicyName))
        }
      >
        {names.map((name) => (
          <option key={name}>{name}</option>
        ))}
        {mine && (
          <option key={own} value={own}>
            {mine.isFile ? fillIn(words.fromFile, { name: mine.policy.name }) : mine.policy.name}
          </option>
        )}
      </select>
    </label>
  );
}

function PolicyProblem({ problem: { name, detail, text } }: { readonly problem: Problem }) {
  const { language, texts } = useSpeech();
  return (
    <div role="alert" class="note bad">
      {text ?? (
        <>
          {language !== 'en' && <p>{fillIn(texts.policy.unusable, { name })}</p>}
          <p lang="en">{detail}</p>
        </>
      )}
    </div>
  );
}
