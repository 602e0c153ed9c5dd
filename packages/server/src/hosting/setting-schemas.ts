/** What the values of settings may be: each read from its text, or refused in a sentence that follows the setting's name. */
import { z } from 'zod';
import { fromBase64Url } from '../encoding.ts';

/** One setting: its flag, its variable, what it means and what it may be. */
export interface Setting {
  /** As on the command line, without dashes; secrets have none, since others can read a process's arguments. */
  readonly flag?: string;
  /** How the flag's value is shown in `--help`. */
  readonly value?: string;
  readonly env: string;
  readonly meaning: string;
  readonly schema: z.ZodType;
}

export const whole = (min: number, max: number) => {
  const message = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d+$/, message)
    .transform(Number)
    .refine((value) => value >= min && value <= max, message);
};
export const positive = z
  .string()
  .transform(Number)
  .refine((value) => value > 0 && value <= 1e6, 'must be a number above 0');
export const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);
const isOrigin = (text: string) => text === '*' || (URL.canParse(text) && new URL(text).origin === text);
export const origins = list.refine(
  (parts) => parts.every(isOrigin),
  'must be origins such as https://shop.example without a path, or *',
);
export const hosts = list
  .transform((parts) => parts.map((part) => part.toLowerCase()))
  .refine(
    (parts) => parts.every((part) => part === '*' || /^(\[[\da-f:]+\]|[\w.-]+)$/.test(part)),
    'must be hosts without port such as api.example.com, or *',
  );
const decodedLength = (base64: string) => {
  try {
    return fromBase64Url(base64).length;
  } catch {
    return 0;
  }
};
export const masterKey = z
  .string()
  .refine((text) => decodedLength(text) === 32, 'must be 32 bytes in base64: openssl rand -base64 32');

/** @param names At least two. */
export function choice<const Names extends readonly [string, string, ...string[]]>(names: Names) {
  return z.enum(names, { error: `must be ${names.slice(0, -1).join(', ')} or ${names.at(-1)}` });
}

/** Not imported: Workers read this table too, and have no such module. */
export const cores = globalThis.process?.getBuiltinModule?.('node:os').availableParallelism() ?? 1;
