/** One trace from a caller's request to the stored row, and the metrics beside it, as a collector receives them over HTTP. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSample, startTestServer, type TestServer } from './harness/server.ts';

interface SpanData {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: { key: string; value: Record<string, unknown> }[];
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
}

const spans: SpanData[] = [];
const metricNames = new Set<string>();
const collector = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  // biome-ignore lint/suspicious/noExplicitAny: OTLP as JSON, of which a few fields are read.
  const body: any = JSON.parse(Buffer.concat(chunks).toString());
  for (const { scopeSpans } of body.resourceSpans ?? []) {
    for (const scope of scopeSpans) spans.push(...scope.spans);
  }
  for (const { scopeMetrics } of body.resourceMetrics ?? []) {
    for (const scope of scopeMetrics) for (const { name } of scope.metrics) metricNames.add(name);
  }
  response.setHeader('Content-Type', 'application/json');
  response.end('{}');
});

let server: TestServer;
beforeAll(async () => {
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const { port } = collector.address() as AddressInfo;
  server = await startTestServer({ LIVEPHOTO_OTLP_ENDPOINT: `http://127.0.0.1:${port}/` });
});
afterAll(async () => {
  await server?.close();
  await new Promise((resolve) => collector.close(resolve));
});

it('leads from the caller’s span to the row that is stored, and tells nobody’s secrets', async () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const caller = '00f067aa0ba902b7';
  const clientId = await server.createClient();
  const stored = await server.upload(clientId, await readSample('selfie.jpg'), {
    headers: { traceparent: `00-${traceId}-${caller}-01` },
  });
  expect(stored.status).toBe(200);
  const refused = await server.upload(clientId, await readSample('no-face.jpg'));
  expect(refused.status).toBe(422);
  // What is left is sent at the end.
  await server.close();

  const ours = spans.filter((span) => span.traceId === traceId);
  const root = ours.find(({ name }) => name === 'POST /v1/livePhotos')!;
  expect(root.parentSpanId).toBe(caller);
  const steps = [
    'store.getClient',
    'inspector.inspect',
    'store.reserveBlob',
    'blobs.put',
    'store.commitUpload',
  ];
  const inOrder = ours
    .filter(({ name }) => steps.includes(name))
    .sort((a, b) => (BigInt(a.startTimeUnixNano) < BigInt(b.startTimeUnixNano) ? -1 : 1));
  expect(inOrder.map(({ name }) => name)).toEqual(steps);
  for (const step of inOrder) {
    expect(step.parentSpanId).toBe(root.spanId);
    expect(BigInt(step.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(step.startTimeUnixNano));
  }
  expect(root.attributes).toContainEqual({ key: 'http.response.status_code', value: { intValue: 200 } });
  // Another request is another trace, and a refusal an answer.
  const uploads = spans.filter(({ name }) => name === root.name);
  expect(uploads).toHaveLength(2);
  expect(new Set(uploads.map((span) => span.traceId)).size).toBe(2);

  const said = JSON.stringify(spans);
  for (const secret of [server.liveKey, 'ada@example.com', 'Lovelace', clientId])
    expect(said).not.toContain(secret);
  expect([...metricNames].sort()).toEqual([
    'http.server.request.duration',
    'livephoto.inspection.duration',
    'livephoto.queue.depth',
  ]);
});
