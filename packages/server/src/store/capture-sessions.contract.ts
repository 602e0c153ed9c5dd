/** What every store must do for capture sessions, whatever is below it: tries are counted once, however many ask at once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newAudit, newClient, newId, newPhoto, ownerOf, smallReport } from '../testing/records.ts';
import type { CaptureSessionRecord, TryEnd, TryOutcome } from './capture-sessions.ts';
import type { ClientRecord, LivePhotoStore } from './live-photo-store.ts';

const later = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

const refused: TryOutcome = {
  accepted: false,
  type: 'liveness_check_failed',
  message: 'no',
  findings: [{ code: 'turn_not_followed', message: 'no', score: 0 }],
  signals: { source: 'camera' },
  report: smallReport,
};
const accepted: TryOutcome = { ...refused, accepted: true, type: null, message: null, findings: [] };

export function testCaptureSessions(open: () => Promise<LivePhotoStore>): void {
  describe('CaptureSessionStore contract', () => {
    let store: LivePhotoStore;
    beforeAll(async () => {
      store = await open();
      await store.migrate();
    });
    afterAll(() => store?.close());

    const audit = (client: ClientRecord, action: Parameters<typeof newAudit>[0] = 'captureSession.try') =>
      newAudit(action, { mode: client.mode, clientId: client.id });
    const make = async (changes: Partial<CaptureSessionRecord> = {}) => {
      const client = newClient();
      await store.createClient(client, audit(client, 'client.create'));
      const now = later(0);
      const session: CaptureSessionRecord = {
        id: newId(),
        ...ownerOf('live'),
        clientId: client.id,
        challenge: 'turn',
        turns: 2,
        attempts: 2,
        attemptsUsed: 0,
        performLivenessCheck: true,
        allowFiles: false,
        policy: 'strict',
        origins: ['https://shop.example'],
        state: 'open',
        livePhotoId: null,
        runningTry: null,
        runningUntil: null,
        claimed: false,
        createdAt: now,
        updatedAt: now,
        expiresAt: later(600),
        ...changes,
      };
      await store.createCaptureSession(session, audit(client, 'captureSession.create'));
      return { client, session };
    };
    const fresh = (expiresAt = later(90)) => ({
      id: newId(),
      turns: ['left', 'up'] as const,
      nonce: 'nonce',
      startedAt: later(0),
      expiresAt,
    });
    const endOf = (session: CaptureSessionRecord, tryId: string, outcome = refused): TryEnd => ({
      sessionId: session.id,
      tryId,
      outcome,
      fingerprint: 'ff00',
      requestKey: 'hash key',
      at: later(0),
    });
    const refuse = (client: ClientRecord, session: CaptureSessionRecord, tryId: string) =>
      store.refuseTry(session, endOf(session, tryId), {
        refused: audit(client, 'captureSession.refuse'),
        locked: audit(client, 'captureSession.lock'),
      });
    const actions = async (client: ClientRecord) => {
      const { items } = await store.listAudit(ownerOf('live'), {
        clientId: client.id,
        page: 1,
        pageSize: 100,
      });
      return items.map(({ action }) => action);
    };
    const read = (session: CaptureSessionRecord) => store.getCaptureSession(ownerOf('live'), session.id);
    const storePhoto = async (client: ClientRecord, session: CaptureSessionRecord, tryId: string) => {
      const photo = newPhoto(client);
      await store.reserveBlob(photo.blobKey, later(60));
      const outcome = await store.commitUpload({
        photo,
        report: smallReport,
        audit: newAudit('livePhoto.create', { mode: 'live', clientId: client.id, livePhotoId: photo.id }),
        capture: endOf(session, tryId, accepted),
      });
      return { photo, outcome };
    };

    it('answers a session as it was given, to its own mode only', async () => {
      const { session } = await make();
      expect(await read(session)).toEqual(session);
      expect(await store.getCaptureSession(ownerOf('test'), session.id)).toBeUndefined();
      expect(await store.getCaptureSession(ownerOf('live'), newId())).toBeUndefined();
      expect(await store.listTries(session)).toEqual([]);
    });

    it('begins one try at a time, and counts it once of many that ask at once', async () => {
      const { client, session } = await make();
      const begun = await Promise.all(
        Array.from({ length: 8 }, () => store.beginTry(session, fresh(), false, audit(client))),
      );
      expect(begun.filter(Boolean)).toHaveLength(1);
      const now = await read(session);
      expect(now).toMatchObject({ attemptsUsed: 1, claimed: false });
      const tries = await store.listTries(session);
      expect(tries).toMatchObject([
        { id: now?.runningTry, number: 1, turns: ['left', 'up'], finishedAt: null, outcome: null },
      ]);
      expect((await actions(client)).filter((action) => action === 'captureSession.try')).toHaveLength(1);
    });

    it('begins the next once the last ran out, and none after the last or the end of the session', async () => {
      const { client, session } = await make();
      expect(await store.beginTry(session, fresh(later(-1)), false, audit(client))).toBe(true);
      expect(await store.beginTry(session, fresh(later(-1)), false, audit(client))).toBe(true);
      expect(await store.beginTry(session, fresh(), false, audit(client))).toBe(false);
      expect((await store.listTries(session)).map(({ number }) => number)).toEqual([1, 2]);
      const over = await make({ expiresAt: later(-1) });
      expect(await store.beginTry(over.session, fresh(), false, audit(over.client))).toBe(false);
    });

    it('lets one of many answers have the try, and gives it back when asked to', async () => {
      const { client, session } = await make();
      const entry = fresh();
      await store.beginTry(session, entry, false, audit(client));
      const claim = () => store.claimTry(session.id, entry.id, later(0));
      expect((await Promise.all([claim(), claim(), claim()])).filter(Boolean)).toHaveLength(1);
      await store.releaseTry(session.id, entry.id);
      expect(await claim()).toBe(true);
      expect(await store.claimTry(session.id, newId(), later(0))).toBe(false);
      expect(await store.claimTry(session.id, entry.id, later(1000))).toBe(false);
    });

    it('takes back a try that was none', async () => {
      const { client, session } = await make();
      const entry = fresh();
      await store.beginTry(session, entry, true, audit(client));
      await store.abandonTry(session.id, entry.id);
      await store.abandonTry(session.id, entry.id);
      expect(await read(session)).toMatchObject({ attemptsUsed: 0, runningTry: null, claimed: false });
      expect(await store.listTries(session)).toEqual([]);
    });

    it('ends a try once, and locks the session with its last, in the audit log as well', async () => {
      const { client, session } = await make();
      const first = fresh();
      await store.beginTry(session, first, true, audit(client));
      const ends = await Promise.all([1, 2, 3].map(() => refuse(client, session, first.id)));
      expect(ends.filter(Boolean)).toHaveLength(1);
      expect(await read(session)).toMatchObject({ state: 'open', attemptsUsed: 1, runningTry: null });
      const second = fresh();
      await store.beginTry(session, second, true, audit(client));
      expect(await refuse(client, session, second.id)).toBe(true);
      expect(await read(session)).toMatchObject({ state: 'locked', attemptsUsed: 2 });
      const tries = await store.listTries(session);
      expect(tries).toMatchObject([
        { number: 1, fingerprint: 'ff00', requestKey: 'hash key', outcome: refused },
        { number: 2, outcome: refused },
      ]);
      expect((await actions(client)).slice(0, 4)).toEqual([
        'captureSession.lock',
        'captureSession.try',
        'captureSession.refuse',
        'captureSession.try',
      ]);
    });

    it('stores one photo of many answers to one try, and ends the session with it', async () => {
      const { client, session } = await make();
      const entry = fresh();
      await store.beginTry(session, entry, true, audit(client));
      const stored = await Promise.all([1, 2, 3].map(() => storePhoto(client, session, entry.id)));
      expect(stored.map(({ outcome }) => outcome).sort()).toEqual(['stored', 'try_over', 'try_over']);
      const winner = stored.find(({ outcome }) => outcome === 'stored')!;
      expect(await read(session)).toMatchObject({
        state: 'accepted',
        livePhotoId: winner.photo.id,
        runningTry: null,
      });
      expect(await store.listTries(session)).toMatchObject([{ outcome: accepted }]);
      expect(await refuse(client, session, entry.id)).toBe(false);
      expect(await store.beginTry(session, fresh(), true, audit(client))).toBe(false);
    });

    it('stores nothing for a try that was refused meanwhile', async () => {
      const { client, session } = await make();
      const entry = fresh();
      await store.beginTry(session, entry, true, audit(client));
      await refuse(client, session, entry.id);
      expect((await storePhoto(client, session, entry.id)).outcome).toBe('try_over');
      expect(await read(session)).toMatchObject({ state: 'open', livePhotoId: null });
    });

    it('forgets fingerprints with the end of a session, and all of it later; and all of a client with it', async () => {
      const { client, session } = await make();
      const entry = fresh();
      await store.beginTry(session, entry, true, audit(client));
      await refuse(client, session, entry.id);
      await store.forgetCaptureSessions(later(0), later(-1000));
      expect(await store.listTries(session)).toMatchObject([{ fingerprint: 'ff00' }]);
      await store.forgetCaptureSessions(later(601), later(-1000));
      expect(await store.listTries(session)).toMatchObject([{ fingerprint: null, outcome: refused }]);
      const other = await make();
      await store.deleteClient(ownerOf('live'), other.client.id, audit(other.client, 'client.delete'));
      expect(await read(other.session)).toBeUndefined();
      await store.forgetCaptureSessions(later(700), later(700));
      expect(await read(session)).toBeUndefined();
      expect(await store.listTries(session)).toEqual([]);
    });
  });
}
