/** A policy as a file has it: the numbers that differ from the nearest of those that come with livephoto. */
import type { Policy, PolicyChanges, PolicyLike, PolicyName } from '@livephoto/browser';
import { policies } from '@livephoto/core';

export function isNamed(policy: PolicyLike): policy is PolicyName {
  return typeof policy === 'string';
}

export function wholePolicy(policy: PolicyName | Policy): Policy {
  return isNamed(policy) ? policies[policy] : policy;
}

/** What `parsePolicy` makes the same policy of again. */
export function policyFile(policy: Policy): PolicyChanges {
  const { name, ...numbers } = policy;
  const files = (Object.keys(policies) as PolicyName[]).map((base) => {
    const { name: _, ...from } = policies[base];
    return { extends: base, changes: differences(numbers, from) };
  });
  const nearest = files.reduce((best, file) => (countOf(file.changes) < countOf(best.changes) ? file : best));
  return { extends: nearest.extends, name, ...nearest.changes } as PolicyChanges;
}

/** As text, ended as files are. */
export function policyText(policy: Policy): string {
  return `${JSON.stringify(policyFile(policy), null, 2)}\n`;
}

/** @returns the policy with one number changed, under a name of its own where it had one that comes with livephoto. */
export function withNumber(policy: Policy, path: readonly string[], value: number): Policy {
  const change = (section: Readonly<Record<string, unknown>>, [key, ...rest]: readonly string[]): object =>
    rest.length === 0
      ? { ...section, [key!]: value }
      : { ...section, [key!]: change(section[key!] as Record<string, unknown>, rest) };
  const changed = change(policy as unknown as Record<string, unknown>, path) as Policy;
  return { ...changed, name: Object.hasOwn(policies, policy.name) ? 'custom' : policy.name };
}

type Section = Readonly<Record<string, unknown>>;

function differences(of: object, from: object): Section {
  return Object.fromEntries(
    Object.entries(of).flatMap(([key, value]) => {
      const base = (from as Section)[key];
      if (Object.is(value, base) || value === undefined) return [];
      if (typeof value !== 'object' || typeof base !== 'object') return [[key, value]];
      const changes = differences(value as object, base as object);
      return Object.keys(changes).length > 0 ? [[key, changes]] : [];
    }),
  );
}

function countOf(changes: Section): number {
  return Object.values(changes).reduce<number>(
    (count, value) => count + (typeof value === 'object' ? countOf(value as Section) : 1),
    0,
  );
}
