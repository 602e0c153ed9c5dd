/** What every store must do for prints of captures: whoever kept before is found, by the owner alone, until the time is over. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newAudit, newClient, newId, ownerOf } from '../testing/records.ts';
import type { CapturePrintsRecord } from './capture-prints.ts';
import type { LivePhotoStore } from './live-photo-store.ts';

const later = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

export function testCapturePrints(open: () => Promise<LivePhotoStore>): void {
  describe('CapturePrintStore contract', () => {
    let store: LivePhotoStore;
    beforeAll(async () => {
      store = await open();
      await store.migrate();
    });
    afterAll(() => store?.close());

    const makeClient = async () => {
      const client = newClient();
      await store.createClient(client, newAudit('client.create', { mode: client.mode, clientId: client.id }));
      return client;
    };
    const keep = async (tokens: readonly string[], changes: Partial<CapturePrintsRecord> = {}) => {
      const record: CapturePrintsRecord = {
        ...ownerOf('live'),
        tryId: newId(),
        clientId: changes.clientId ?? (await makeClient()).id,
        tokens,
        prints: `prints of ${tokens.join(', ')}`,
        expiresAt: later(60),
        ...changes,
      };
      await store.keepPrints(record);
      return record;
    };
    const find = (tokens: readonly string[], exceptTry = '', owner = ownerOf('live')) =>
      store.findPrints(owner, tokens, { exceptTry, now: later(0) });
    /** Of this test alone. */
    const names = (...given: string[]) => {
      const own = newId();
      return given.map((name) => `${own} ${name}`);
    };

    it('finds captures of any client that share a token, those that share the most first', async () => {
      const [a, b, c, d] = names('a', 'b', 'c', 'd') as [string, string, string, string];
      const one = await keep([a, b]);
      const other = await keep([b, c, c, d]);
      expect(await find([b, c, d])).toEqual([other.prints, one.prints]);
      expect(await find([a, a])).toEqual([one.prints]);
      expect(await find([b], one.tryId)).toEqual([other.prints]);
      expect(await find(names('e'))).toEqual([]);
      expect(await find([])).toEqual([]);
    });

    it('takes as many tokens as a capture may have, and finds one among hundreds', async () => {
      const tokens = names(...Array.from({ length: 80 }, (_, i) => String(i)));
      const { prints } = await keep(tokens);
      const many = names(...Array.from({ length: 160 }, (_, i) => String(i)));
      expect(await find([...many, tokens.at(-1)!])).toEqual([prints]);
    });

    it('keeps the last of a try, sealed', async () => {
      const [a, b] = names('a', 'b') as [string, string];
      const { tryId, clientId } = await keep([a]);
      await keep([b], { tryId, clientId, prints: 'the second' });
      expect(await find([a])).toEqual([]);
      expect(await find([b])).toEqual(['the second']);
    });

    it('shows them to their owner alone, and keeps none of a client that is not there', async () => {
      const [a, b] = names('a', 'b') as [string, string];
      await keep([a]);
      expect(await find([a], '', ownerOf('test'))).toEqual([]);
      await keep([b], { clientId: newId() });
      expect(await find([b])).toEqual([]);
    });

    it('forgets them when their time is over, and with their client', async () => {
      const [a, b, c] = names('a', 'b', 'c') as [string, string, string];
      await keep([a], { expiresAt: later(-1) });
      expect(await find([a])).toEqual([]);
      const { prints } = await keep([b]);
      await store.forgetPrints(later(0));
      expect(await store.findPrints(ownerOf('live'), [a, b], { exceptTry: '', now: later(-60) })).toEqual([
        prints,
      ]);
      const { clientId } = await keep([c]);
      await store.deleteClient(
        ownerOf('live'),
        clientId,
        newAudit('client.delete', { mode: 'live', clientId }),
      );
      expect(await find([c])).toEqual([]);
    });
  });
}
