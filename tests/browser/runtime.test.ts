/** What a browser offers or lacks: SIMD, WebGPU, and what a content security policy allows. */
import type { Browser } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppServer } from './app-server.ts';
import { boundBrowserTests, openChromium, openTestPage, serveTestPage, strictPolicy } from './chromium.ts';

boundBrowserTests();

let app: AppServer;
let browser: Browser | undefined;
beforeEach(async () => {
  app = await serveTestPage();
});
afterEach(async () => {
  await browser?.close();
  await app.close();
});

async function open(...flags: string[]) {
  browser = await openChromium(...flags);
  return openTestPage(browser, app);
}

describe('a browser', () => {
  it('without SIMD is refused before anything is fetched', async () => {
    // V8 offers no SIMD on a processor without SSE 4.1.
    const page = await open('--js-flags=--no-enable-sse4-1');
    const refusal = await page.evaluate(() => window.refusal(() => window.livephoto.createInspector()));
    expect(refusal).toMatchObject({
      type: 'unsupported_runtime',
      message: expect.stringContaining('without SIMD'),
    });
    expect(app.requests.filter(({ path }) => path.includes('/assets/'))).toEqual([]);
  });

  it('is not cross-origin isolated, and need not be; isolated it gives the same report', async () => {
    const inspect = async () => {
      const inspector = await window.livephoto.createInspector();
      const blob = await (await fetch('/samples/selfie.jpg')).blob();
      const report = await inspector.inspect(blob);
      await inspector.dispose();
      return {
        isolated: crossOriginIsolated,
        backend: inspector.backend,
        report: { ...report, timings: {} },
      };
    };
    const page = await open();
    const seen = await page.evaluate(inspect);
    expect(seen).toMatchObject({ isolated: false, backend: 'wasm' });
    app.headers = {
      ...app.headers,
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
    };
    const isolated = await openTestPage(browser!, app);
    expect(await isolated.evaluate(inspect)).toEqual({ ...seen, isolated: true });
  });
});

describe('WebGPU', () => {
  const start = async (backend: 'wasm' | 'webgpu') => {
    const inspector = await window.livephoto.createInspector({ backend });
    const blob = await (await fetch('/samples/selfie.jpg')).blob();
    const small = await createImageBitmap(blob, { resizeWidth: 256 });
    const report = await inspector.inspect(small, { inspections: ['faces'] });
    await inspector.dispose();
    return { backend: inspector.backend, report };
  };

  it('computes where it is asked for and there, to the same verdict', async () => {
    // Drawn on the processor here: correct, and slow.
    const page = await open('--enable-unsafe-webgpu');
    const gpu = await page.evaluate(start, 'webgpu' as const);
    const wasm = await page.evaluate(start, 'wasm' as const);
    expect([gpu.backend, wasm.backend]).toEqual(['webgpu', 'wasm']);
    const [seen, expected] = [gpu.report, wasm.report];
    expect(seen.inspections).toMatchObject({
      faces: { outcome: 'passed', evidence: { count: 1 } },
      orientation: { outcome: 'skipped' },
    });
    for (const side of ['x', 'y', 'width', 'height'] as const) {
      expect(Math.abs(seen.faces[0]!.box[side] - expected.faces[0]!.box[side]), side).toBeLessThanOrEqual(1);
    }
  });

  it('gives way to wasm where it is not there, and where its files are not, with the reason', async () => {
    const page = await open('--disable-gpu');
    const fallBack = () =>
      page.evaluate(async () => {
        let reason = '';
        const inspector = await window.livephoto.createInspector({
          backend: 'webgpu',
          onFallback: (why) => {
            reason = why;
          },
        });
        const blob = await (await fetch('/samples/selfie.jpg')).blob();
        const { accepted } = await inspector.inspect(blob);
        await inspector.dispose();
        return { backend: inspector.backend, reason, accepted };
      });
    expect(await fallBack()).toEqual({
      backend: 'wasm',
      reason: expect.stringMatching(/no WebGPU/),
      accepted: true,
    });
    const fetched = app.requests.map(({ path }) => path);
    expect(fetched.filter((path) => /asyncify|onnxruntime-webgpu/.test(path))).toEqual([]);

    await browser?.close();
    const able = await open('--enable-unsafe-webgpu');
    const { override } = app;
    app.override = (path) => (path.includes('asyncify') ? { status: 404 } : override(path));
    const without = await able.evaluate(async () => {
      let reason = '';
      const inspector = await window.livephoto.createInspector({
        backend: 'webgpu',
        onFallback: (why) => {
          reason = why;
        },
      });
      await inspector.dispose();
      return { backend: inspector.backend, reason };
    });
    expect(without).toEqual({ backend: 'wasm', reason: expect.stringContaining('answered 404') });
  });
});

describe('a content security policy', () => {
  const refusedUnder = async (policy: string) => {
    app.headers = { 'Content-Security-Policy': policy };
    const page = await open();
    return page.evaluate(() => window.refusal(() => window.livephoto.createInspector()));
  };

  it('that forbids WebAssembly is named', async () => {
    expect(await refusedUnder(strictPolicy.replace("'wasm-unsafe-eval'", ''))).toMatchObject({
      type: 'unsupported_runtime',
      message: expect.stringContaining("'wasm-unsafe-eval'"),
    });
  });

  it('that forbids the worker is named', async () => {
    expect(await refusedUnder(strictPolicy.replace("worker-src 'self'", "worker-src 'none'"))).toMatchObject({
      type: 'model_missing',
      message: expect.stringContaining('worker-src'),
    });
  });
});
