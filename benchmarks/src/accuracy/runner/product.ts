/** The product as it is built now: its models, and a name for everything that its reports depend on. */
import type { Policy } from '@livephoto/core';
import { createFileModelSource } from '@livephoto/worker-runtime/node';
import { fingerprint, installedDependencies, packageFolders } from './fingerprint.ts';

export interface Product {
  /** Name to `sha256:<hex>`, of every file of the models: networks, the liveness head, the canonical face. */
  readonly models: Readonly<Record<string, string>>;
  readonly fingerprint: string;
  /** Without what only judges liveness, its head and the policy's part: names what is measured before. */
  readonly measuringFingerprint: string;
  readonly policy: Policy;
}

/** @throws {LivePhotoError} `model_missing` when the models are not built */
export async function productUnderTest(policy: Policy): Promise<Product> {
  const { models: networks, assets } = await createFileModelSource().manifest();
  const models = Object.fromEntries(
    [...networks, ...assets].map(({ name, sha256 }) => [name, `sha256:${sha256}`]),
  );
  const code = packageFolders(['@livephoto/core', '@livephoto/worker-runtime'], import.meta.url);
  const dependencies = await Promise.all(code.map(installedDependencies));
  const { 'liveness-head': _, ...nets } = models;
  const { liveness: __, ...others } = policy;
  return {
    models,
    policy,
    fingerprint: await fingerprint({ code, facts: { models, policy, dependencies } }),
    measuringFingerprint: await fingerprint({ code, facts: { models: nets, policy: others, dependencies } }),
  };
}
