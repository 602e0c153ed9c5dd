/** What a screen reader says of the photos: once when all that waited are done, and never again of the same result. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { fillIn, useSpeech } from '../language/language.tsx';
import type { TriedOutcome, TriedPhoto } from './use-photos.ts';

export function useAnnouncement(list: readonly TriedPhoto[]): string {
  const { photos: words } = useSpeech().texts;
  const said = useRef<ReadonlyMap<number, TriedOutcome>>(new Map());
  const [text, setText] = useState('');
  useEffect(() => {
    if (list.some(({ outcome }) => outcome.state === 'waiting' || outcome.state === 'running')) return;
    const news = list.filter(({ id, outcome }) => said.current.get(id) !== outcome);
    said.current = new Map(list.map(({ id, outcome }) => [id, outcome]));
    const [first] = news;
    if (!first) return;
    if (news.length === 1) {
      const sentence = {
        accepted: words.acceptedSaid,
        refused: words.refusedSaid,
        unreadable: words.unreadableSaid,
      };
      setText(fillIn(sentence[verdictOf(first.outcome)], { name: first.name }));
      return;
    }
    const count = (verdict: string) => news.filter(({ outcome }) => verdictOf(outcome) === verdict).length;
    setText(
      fillIn(words.manySaid, {
        count: news.length,
        accepted: count('accepted'),
        refused: count('refused'),
        unreadable: count('unreadable'),
      }),
    );
  }, [list]);
  return text;
}

function verdictOf(outcome: TriedOutcome): 'accepted' | 'refused' | 'unreadable' {
  if (outcome.state !== 'done') return 'unreadable';
  return outcome.seen.report.accepted ? 'accepted' : 'refused';
}
