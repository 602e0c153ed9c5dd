// Serves the page, and gives it tokens: KEY=live_… CLIENT=01a2… node server.mjs
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const { KEY, CLIENT, API = 'http://localhost:8787/v1', PORT = '8080' } = process.env;
const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

// Here your server knows who is logged in, and which client of the API that is.
const newToken = () =>
  fetch(`${API}/tokens`, {
    method: 'POST',
    headers: { Authorization: KEY, 'Content-Type': 'application/json' },
    body: JSON.stringify({ clientId: CLIENT }),
  });

createServer(async (request, response) => {
  const path = normalize(new URL(request.url, 'http://localhost').pathname);
  try {
    if (path === '/settings') return response.end(JSON.stringify({ api: API }));
    if (path === '/photo-token' && request.method === 'POST') {
      const answer = await newToken();
      return response.writeHead(answer.status).end(await answer.text());
    }
    const file = path === '/' ? '/index.html' : path;
    const body = await readFile(join(import.meta.dirname, file));
    response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' }).end(body);
  } catch (error) {
    response.writeHead(error.code === 'ENOENT' ? 404 : 500).end();
  }
}).listen(Number(PORT), () => console.log(`http://localhost:${PORT}`));
