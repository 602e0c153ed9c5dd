/** The files to deploy with are what their tools take, name settings that exist, and ask for metrics that the server has. */
import { existsSync, readFileSync } from 'node:fs';
import { settings } from '@livephoto/server/settings';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { Secret } from 'kubernetes-models/v1/Secret';
import { Service } from 'kubernetes-models/v1/Service';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { createMetrics } from '../../packages/server/src/hosting/metrics.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const variables = new Set(Object.values(settings).map(({ env }) => env as string));

describe('deploy/kubernetes/livephoto.yaml', () => {
  /** By `apiVersion` and kind, made of the API's own OpenAPI document. */
  const kinds = {
    'v1 Namespace': Namespace,
    'v1 Secret': Secret,
    'v1 ConfigMap': ConfigMap,
    'v1 Service': Service,
    'apps/v1 Deployment': Deployment,
    'autoscaling/v2 HorizontalPodAutoscaler': HorizontalPodAutoscaler,
    'policy/v1 PodDisruptionBudget': PodDisruptionBudget,
    'networking.k8s.io/v1 NetworkPolicy': NetworkPolicy,
  } as const;
  // biome-ignore lint/suspicious/noExplicitAny: manifests of eight kinds, each held against its schema below.
  const manifests: any[] = parseAllDocuments(read('deploy/kubernetes/livephoto.yaml')).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS();
  });
  const of = (kind: string) => manifests.find((manifest) => manifest.kind === kind);
  const validate = (manifest: { apiVersion: string; kind: string }) => {
    const Model = kinds[`${manifest.apiVersion} ${manifest.kind}` as keyof typeof kinds];
    // biome-ignore lint/suspicious/noExplicitAny: what is not of the type is what is looked for.
    new (Model as any)(manifest).validate();
  };

  it('has each kind once, valid by the schema of Kubernetes', () => {
    expect(manifests.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`).sort()).toEqual(
      Object.keys(kinds).sort(),
    );
    for (const manifest of manifests) validate(manifest);
  });

  it('would not pass with a field that has another name, or another type', () => {
    const wrong = structuredClone(of('Deployment'));
    wrong.spec.template.spec.containers[0].ports[0].containerPort = 'eighty';
    expect(() => validate(wrong)).toThrow();
    const misspelt = structuredClone(of('HorizontalPodAutoscaler'));
    misspelt.spec.maxReplica = misspelt.spec.maxReplicas;
    delete misspelt.spec.maxReplicas;
    expect(() => validate(misspelt)).toThrow();
  });

  it('selects the pods that it makes, and gives them settings that exist', () => {
    const { template, selector } = of('Deployment').spec;
    const labels = template.metadata.labels;
    const named = selector.matchLabels;
    expect(labels).toMatchObject(named);
    for (const kind of ['PodDisruptionBudget']) expect(of(kind).spec.selector.matchLabels).toEqual(named);
    expect(of('NetworkPolicy').spec.podSelector.matchLabels).toEqual(named);
    expect(of('Service').spec.selector).toEqual(named);
    expect(of('HorizontalPodAutoscaler').spec.scaleTargetRef.name).toBe(of('Deployment').metadata.name);
    const given = [...Object.keys(of('ConfigMap').data), ...Object.keys(of('Secret').stringData)];
    expect(given.filter((name) => !variables.has(name))).toEqual([]);
    // Probes name no host that the API would answer to.
    const [container] = template.spec.containers;
    for (const probe of [container.startupProbe, container.livenessProbe, container.readinessProbe]) {
      expect(probe.httpGet.port).toBe('operations');
    }
    // Longer than a stopping server takes.
    expect(template.spec.terminationGracePeriodSeconds).toBeGreaterThan(
      Number(of('ConfigMap').data.LIVEPHOTO_SHUTDOWN_TIMEOUT),
    );
  });
});

describe('compose.yaml', () => {
  const compose = parse(read('compose.yaml'));

  it('starts three servers with settings that exist, and files that are there', () => {
    const { deploy, environment } = compose.services.livephoto;
    expect(deploy.replicas).toBe(3);
    expect(Object.keys(environment).filter((name) => !variables.has(name))).toEqual([]);
    for (const { depends_on = {}, volumes = [] } of Object.values<Record<string, never>>(compose.services)) {
      const needed = Array.isArray(depends_on) ? depends_on : Object.keys(depends_on);
      for (const name of needed) expect(compose.services).toHaveProperty(name);
      for (const volume of volumes as string[]) {
        const [source = ''] = volume.split(':');
        if (source.startsWith('.'))
          expect(existsSync(new URL(`../../${source}`, import.meta.url))).toBe(true);
        else expect(compose.volumes).toHaveProperty(source);
      }
    }
  });

  it('has no secret in it', () => {
    const text = read('compose.yaml');
    for (const name of ['POSTGRES_PASSWORD', 'S3_SECRET_ACCESS_KEY', 'LIVEPHOTO_MASTER_KEY']) {
      expect(text).toMatch(new RegExp(`\\$\\{${name}:\\?`));
    }
  });
});

describe('deploy/grafana/livephoto.json', () => {
  it('asks for metrics and labels that the server has', async () => {
    const metrics = createMetrics(() => ({ size: 2, alive: 2, busy: 1, queued: 0, lost: 0 }));
    metrics.request({ method: 'POST', route: '/v1/livePhotos', status: 200, seconds: 0.1 });
    metrics.inspection({ outcome: 'accepted', seconds: 0.1 });
    const { text } = await metrics.render();
    const exported = new Map<string, Set<string>>();
    for (const [, name = '', labels = ''] of text.matchAll(/^([a-z_]\w*)(?:\{([^}]*)\})? /gm)) {
      const known = exported.get(name) ?? new Set(['job', 'instance']);
      for (const [, label = ''] of labels.matchAll(/(\w+)=/g)) known.add(label);
      exported.set(name, known);
    }
    const { panels } = JSON.parse(read('deploy/grafana/livephoto.json')) as {
      panels: { title: string; targets: { expr: string; legendFormat: string }[] }[];
    };
    const queries = panels.flatMap(({ targets }) => targets);
    expect(queries.length).toBeGreaterThan(10);
    for (const { expr, legendFormat } of queries) {
      const names = [...expr.matchAll(/\b((?:livephoto|process|nodejs)_\w+)(?:\{([^}]*)\})?/g)];
      expect(names.length, expr).toBeGreaterThan(0);
      for (const [, name = '', selectors = ''] of names) {
        expect([...exported.keys()]).toContain(name);
        const asked = [
          ...[...selectors.matchAll(/(\w+)\s*=~?/g)].map(([, label]) => label!),
          ...[...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list]) => list!.split(/,\s*/)),
          ...[...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label!),
        ];
        for (const label of asked) expect([...exported.get(name)!], expr).toContain(label);
      }
    }
  });
});
