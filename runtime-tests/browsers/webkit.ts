/** WebKit's GTK port, by its own WebDriver, on a screen that nobody sees. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import type { Readable } from 'node:stream';
import { type Launch, patience } from './test-browser.ts';

/** What a WebDriver answers, errors apart. */
type Answer = { readonly value: Record<string, unknown> & { error?: string; message?: string } };

export const webkit: Launch = {
  programs: ['/usr/bin/WebKitWebDriver', '/usr/bin/Xvfb'],
  async start() {
    const { screen, display } = await startScreen();
    const port = await freePort();
    const driver = spawn(webkit.programs[0]!, [`--port=${port}`, '--host=127.0.0.1'], {
      // Its sandbox wants namespaces that a container has not.
      env: { ...process.env, DISPLAY: display, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' },
      stdio: 'ignore',
    });
    const end = () => {
      driver.kill();
      screen.kill();
    };
    try {
      await untilListening(port, driver);
      const { sessionId, capabilities } = (await send(port, 'POST', '/session', {
        capabilities: { alwaysMatch: { timeouts: { script: patience, pageLoad: patience } } },
      })) as { sessionId: string; capabilities: { browserVersion: string } };
      const session = `/session/${sessionId}`;
      const command = (path: string, body: object) => send(port, 'POST', session + path, body);
      return {
        name: 'WebKit',
        version: capabilities.browserVersion,
        async open(url) {
          await command('/url', { url });
          // On a busy machine it answers while the page that it left, or this one's scripts, are still to come.
          const isLoaded = String(
            (wanted: string) => location.href === wanted && document.readyState === 'complete',
          );
          const until = Date.now() + patience;
          while (!(await evaluate<boolean>(command, isLoaded, [url]))) {
            if (Date.now() > until) throw new Error(`WebKit did not load ${url}`);
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
          return { evaluate: (call, ...args) => evaluate(command, String(call), args) };
        },
        async close() {
          await send(port, 'DELETE', session).catch(() => {});
          end();
        },
      };
    } catch (error) {
      end();
      throw error;
    }
  },
};

async function evaluate<Value>(
  command: (path: string, body: object) => Promise<unknown>,
  code: string,
  args: readonly unknown[],
): Promise<Value> {
  // Answers come back as text: a driver's own way of values knows no undefined.
  const script = `const done = arguments[1];
    (async () => (${code})(...JSON.parse(arguments[0])))().then(
      (value) => done(JSON.stringify({ value })),
      (error) => done(JSON.stringify({ error: String(error) })),
    );`;
  const text = (await command('/execute/async', { script, args: [JSON.stringify(args)] })) as string;
  const { value, error } = JSON.parse(text) as { value: Value; error?: string };
  if (error !== undefined) throw new Error(error);
  return value;
}

/** @throws what the driver says. */
async function send(port: number, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    signal: AbortSignal.timeout(patience),
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const { value } = (await response.json()) as Answer;
  if (!response.ok) throw new Error(`WebKitWebDriver: ${value.error}: ${value.message}`);
  return value;
}

/** A screen of a number that is free, which it tells. */
async function startScreen(): Promise<{ screen: ChildProcess; display: string }> {
  const flags = ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'];
  const screen = spawn('Xvfb', flags, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const display = await new Promise<string>((resolve, reject) => {
    screen.once('error', reject);
    screen.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)));
    let told = '';
    (screen.stdio[3] as Readable).on('data', (chunk) => {
      told += chunk;
      if (told.endsWith('\n')) resolve(`:${told.trim()}`);
    });
  });
  return { screen, display };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The driver says nothing when it listens: it is asked until it answers. */
async function untilListening(port: number, driver: ChildProcess): Promise<void> {
  const until = Date.now() + patience;
  for (;;) {
    try {
      await send(port, 'GET', '/status');
      return;
    } catch (error) {
      if (driver.exitCode !== null || Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
