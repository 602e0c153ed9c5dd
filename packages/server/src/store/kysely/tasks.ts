/** Tasks in SQL. */
import { type RawBuilder, sql } from 'kysely';
import { changed, type Database } from '../database.ts';
import type { ClaimedTask, Task, TaskKind, TaskStore } from '../tasks.ts';

export function taskQueries(database: Database): TaskStore {
  const { kysely: db } = database;
  return {
    async takeUntold(now, limit) {
      // Most often there is none, and a look takes no lock.
      const found = await db
        .selectFrom('tasks')
        .select('id')
        .where('told_at', 'is', null)
        .orderBy('due_at')
        .limit(limit)
        .execute();
      if (found.length === 0) return [];
      const rows = await db
        .updateTable('tasks')
        .set({ told_at: now })
        .where(
          'id',
          'in',
          found.map(({ id }) => id),
        )
        .where('told_at', 'is', null)
        .returning(['id', 'kind', 'due_at'])
        .execute();
      return rows.map(({ id, kind, due_at }) => ({ id, kind: kind as TaskKind, dueAt: due_at }));
    },

    async untell(ids) {
      for (let i = 0; i < ids.length; i += 50) {
        await db
          .updateTable('tasks')
          .set({ told_at: null })
          .where('id', 'in', ids.slice(i, i + 50))
          .where('claim', 'is', null)
          .execute();
      }
    },

    async remind(now, toldBefore) {
      const forgotten = sql<boolean>`told_at is not null and (claimed_until <= ${now}
        or (claim is null and told_at <= ${toldBefore} and due_at <= ${toldBefore}))`;
      const found = await db.selectFrom('tasks').select('id').where(forgotten).limit(1).execute();
      if (found.length === 0) return;
      await db
        .updateTable('tasks')
        .set({ told_at: null, claim: null, claimed_until: null })
        .where(forgotten)
        .execute();
    },

    async claimTask(id, claim, now, until) {
      const { claimed, row } = await database.batch({
        claimed: db
          .updateTable('tasks')
          .set({ claim, claimed_until: until, told_at: now, attempts: sql`attempts + 1` })
          .where('id', '=', id)
          .where('due_at', '<=', now)
          .where(({ eb, or }) => or([eb('claim', 'is', null), eb('claimed_until', '<=', now)])),
        row: db.selectFrom('tasks').selectAll().where('id', '=', id).where('claim', '=', claim),
      });
      const found = row.rows[0];
      if (changed(claimed) === 0 || !found) return undefined;
      return {
        id,
        claim,
        kind: found.kind as TaskKind,
        subject: String(found.subject),
        body: JSON.parse(String(found.body)) as Task['body'],
        attempts: Number(found.attempts),
        dueAt: String(found.due_at),
        createdAt: String(found.created_at),
      };
    },

    async renewClaim({ id, claim }, until) {
      const result = await db
        .updateTable('tasks')
        .set({ claimed_until: until })
        .where('id', '=', id)
        .where('claim', '=', claim)
        .executeTakeFirst();
      return Number(result.numUpdatedRows) === 1;
    },

    async postpone({ id, claim }, dueAt, attempts) {
      await db
        .updateTable('tasks')
        .set({ due_at: dueAt, told_at: null, claim: null, claimed_until: null, attempts })
        .where('id', '=', id)
        .where('claim', '=', claim)
        .execute();
    },

    async finishTask(task) {
      await finished(database, task).execute();
    },

    async countTasks() {
      const rows = await db
        .selectFrom('tasks')
        .select(({ fn }) => ['kind', fn.countAll().as('n')])
        .groupBy('kind')
        .execute();
      return Object.fromEntries(rows.map(({ kind, n }) => [kind, Number(n)]));
    },
  };
}

/** Takes the task's row away, if it is still in these hands. */
export function finished({ kysely: db }: Database, { id, claim }: ClaimedTask) {
  return db.deleteFrom('tasks').where('id', '=', id).where('claim', '=', claim);
}

/** Locks the task's row for the rest of a step, if it is still in these hands. */
export function heldTask({ kysely: db }: Database, { id, claim }: ClaimedTask) {
  return db.updateTable('tasks').set({ claim }).where('id', '=', id).where('claim', '=', claim);
}

/** The condition that the task is still in these hands. */
export function held({ id, claim }: ClaimedTask): RawBuilder<boolean> {
  return sql<boolean>`exists (select 1 from tasks where id = ${id} and claim = ${claim})`;
}

export function toTaskRow(task: Task) {
  return {
    id: task.id,
    kind: task.kind,
    subject: task.subject,
    body: JSON.stringify(task.body),
    due_at: task.dueAt,
    created_at: task.createdAt,
  };
}
