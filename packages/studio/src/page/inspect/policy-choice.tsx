/** Which policy decides: one of those that come with livephoto, or a file of one's own. */
import { LivePhotoError, type Policy, type PolicyName, parsePolicy } from '@livephoto/browser';
import { useRef, useState } from 'preact/hooks';

export type ChosenPolicy = PolicyName | Policy;

const names: readonly PolicyName[] = ['default', 'strict', 'lenient', 'icao'];

/** Bytes; a whole policy has about 1500. */
const largest = 1_000_000;

/** Of the option that stands for the file. */
const fromFile = 'file';

interface Props {
  readonly policy: ChosenPolicy;
  onPolicy(policy: ChosenPolicy): void;
}

export function PolicyChoice({ policy, onPolicy }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [opened, setOpened] = useState<Policy>();
  const [problem, setProblem] = useState<string>();

  const open = async (file: File | undefined) => {
    if (file === undefined) return;
    try {
      const own = await readPolicy(file);
      setOpened(own);
      setProblem(undefined);
      onPolicy(own);
    } catch (error) {
      setProblem(error instanceof LivePhotoError ? error.message : `${file.name} cannot be read.`);
    }
  };

  return (
    <div class="policy">
      <label>
        Policy
        <select
          value={typeof policy === 'string' ? policy : fromFile}
          onChange={({ currentTarget: { value } }) => {
            setProblem(undefined);
            onPolicy(value === fromFile && opened ? opened : (value as PolicyName));
          }}
        >
          {names.map((name) => (
            <option key={name}>{name}</option>
          ))}
          {opened && (
            <option key={fromFile} value={fromFile}>
              {opened.name} (file)
            </option>
          )}
        </select>
      </label>
      <button type="button" onClick={() => input.current?.click()}>
        Open a policy…
      </button>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        aria-label="JSON file"
        hidden
        onChange={({ currentTarget }) => {
          open(currentTarget.files?.[0]);
          // The same file may be chosen again, once it is mended.
          currentTarget.value = '';
        }}
      />
      {problem && (
        <p role="alert" class="note bad">
          {problem}
        </p>
      )}
    </div>
  );
}

/** @throws {LivePhotoError} that names the field, and what it may be. */
async function readPolicy(file: File): Promise<Policy> {
  if (file.size > largest) {
    throw new LivePhotoError(
      'invalid_request',
      `${file.name} has ${file.size} bytes, more than the ${largest} allowed`,
    );
  }
  return parsePolicy(await file.text(), { name: file.name.replace(/\.json$/i, ''), subject: file.name });
}
