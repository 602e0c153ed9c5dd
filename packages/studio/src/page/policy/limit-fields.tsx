/** The limits of a policy, drawn, each with its number to change. */
import type { Policy } from '@livephoto/browser';
import { useEffect, useState } from 'preact/hooks';
import { fillIn, useSpeech } from '../language/language.tsx';
import type { LimitName } from '../language/messages.ts';
import { Meter } from '../report/meter.tsx';
import { nameOf } from '../report/words.ts';
import { LimitDrawing } from './limit-drawings.tsx';

interface Drawn {
  readonly name: LimitName;
  readonly section: 'orientation' | 'liveness';
  /** What the number may be, as files have it. */
  readonly most: number;
  readonly step: number;
  readonly unit: string;
}

const drawn: readonly Drawn[] = [
  { name: 'maxYaw', section: 'orientation', most: 180, step: 1, unit: '°' },
  { name: 'maxPitch', section: 'orientation', most: 180, step: 1, unit: '°' },
  { name: 'maxRoll', section: 'orientation', most: 180, step: 1, unit: '°' },
  { name: 'minInterEyeDistance', section: 'orientation', most: 10_000, step: 1, unit: 'px' },
  { name: 'maxFaceHeight', section: 'orientation', most: 10, step: 0.01, unit: '' },
  { name: 'maxOffCentre', section: 'orientation', most: 1, step: 0.01, unit: '' },
  { name: 'minScore', section: 'liveness', most: 1, step: 0.01, unit: '' },
  { name: 'minPerson', section: 'liveness', most: 1, step: 0.01, unit: '' },
];

interface Props {
  readonly policy: Policy;
  /** Called once a number is given whole. */
  onNumber(path: readonly string[], value: number): void;
}

export function LimitFields({ policy, onNumber }: Props) {
  const { policy: words } = useSpeech().texts;
  return (
    <ul class="limits">
      {drawn.map(({ name, section, ...field }) => (
        <li key={name} class="policy-limit">
          <DrawnField
            {...field}
            name={name}
            value={(policy[section] as unknown as Readonly<Record<string, number>>)[name]!}
            onValue={(value) => onNumber([section, name], value)}
          />
          <p class="quiet small" id={`limit-${name}`}>
            {words.fields[name].text}
          </p>
        </li>
      ))}
    </ul>
  );
}

function DrawnField(
  field: Omit<Drawn, 'section'> & { readonly value: number; onValue(value: number): void },
) {
  const { name, value, most, step, unit, onValue } = field;
  const { policy: words } = useSpeech().texts;
  const [shown, setShown] = useState<number>();
  useEffect(() => setShown(undefined), [value]);
  return (
    <>
      <LimitDrawing limit={name} value={shown ?? value} />
      <label for={`limit-value-${name}`}>
        {words.fields[name].label}
        <NumberInput
          id={`limit-value-${name}`}
          value={value}
          most={most}
          step={step}
          unit={unit}
          describedBy={`limit-${name}`}
          onInput={setShown}
          onValue={onValue}
        />
      </label>
    </>
  );
}

/** The least that scores may be, a bar and a number each. */
export function ScoreLimits({ policy, onNumber }: Props) {
  const { policy: words, report } = useSpeech().texts;
  const groups = [
    { key: 'minVisibility', title: words.visible },
    { key: 'minQuality', title: words.quality },
  ] as const;
  return (
    <>
      {groups.map(({ key, title }) => (
        <fieldset key={key} class="score-limits">
          <legend>{title}</legend>
          {Object.entries(policy.obstructions[key]).map(([name, value]) => (
            <label key={name} for={`limit-${key}-${name}`}>
              <span>{nameOf(name, report.names)}</span>
              <Meter value={100} limit={value} />
              <NumberInput
                id={`limit-${key}-${name}`}
                value={value}
                most={100}
                step={1}
                unit=""
                onValue={(given) => onNumber(['obstructions', key, name], given)}
              />
            </label>
          ))}
        </fieldset>
      ))}
    </>
  );
}

interface NumberProps {
  readonly id: string;
  readonly value: number;
  readonly most: number;
  readonly step: number;
  readonly unit: string;
  readonly describedBy?: string;
  onInput?(value: number | undefined): void;
  onValue(value: number): void;
}

/** A number from 0 to `most`; another one is said and changes nothing. */
function NumberInput({ id, value, most, step, unit, describedBy, onInput, onValue }: NumberProps) {
  const { policy: words } = useSpeech().texts;
  /** What is being typed; undefined where the field shows the policy's number. */
  const [typed, setTyped] = useState<string>();
  const [problem, setProblem] = useState(false);
  useEffect(() => {
    setTyped(undefined);
    setProblem(false);
  }, [value]);
  const given = ({ currentTarget: { value: text } }: { currentTarget: HTMLInputElement }) => {
    const number = text.trim() === '' ? Number.NaN : Number(text);
    return number >= 0 && number <= most ? number : undefined;
  };
  return (
    <span class="number">
      <input
        id={id}
        type="number"
        inputMode="decimal"
        min="0"
        max={most}
        step={step}
        value={typed ?? value}
        aria-invalid={problem}
        aria-describedby={describedBy}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          onInput?.(given(event));
        }}
        onChange={(event) => {
          const number = given(event);
          setProblem(number === undefined);
          if (number === undefined) return;
          setTyped(undefined);
          if (number !== value) onValue(number);
        }}
      />
      {unit}
      {problem && (
        <span role="alert" class="problem small">
          {fillIn(words.outside, { least: 0, most })}
        </span>
      )}
    </span>
  );
}
