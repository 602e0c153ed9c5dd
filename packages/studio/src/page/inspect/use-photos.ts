/** The photos that were tried: each is inspected in its turn, all again when the inspector changes. */
import {
  type BrowserInspector,
  type DetailedPhotoReport,
  type ErrorType,
  LivePhotoError,
} from '@livephoto/browser';
import { useEffect, useReducer } from 'preact/hooks';

export interface TriedPhoto {
  readonly id: number;
  readonly name: string;
  readonly file: Blob;
  /** Of the file, for `<img>`; given back when the photo is removed. */
  readonly url: string;
  readonly outcome: TriedOutcome;
}

export type TriedOutcome =
  | { readonly state: 'waiting' }
  | { readonly state: 'running'; readonly stage: string }
  | { readonly state: 'done'; readonly seen: DetailedPhotoReport }
  | { readonly state: 'failed'; readonly failure: PhotoFailure };

export type PhotoFailure =
  /** Seen before the file was read. */
  | { readonly is: 'tooLarge'; readonly bytes: number; readonly limit: number }
  | { readonly is: 'error'; readonly type: ErrorType | undefined; readonly message: string };

export interface Photos {
  readonly list: readonly TriedPhoto[];
  readonly selected: TriedPhoto | undefined;
  add(files: readonly (Blob & { readonly name?: string })[]): void;
  select(id: number): void;
  remove(id: number): void;
}

interface State {
  readonly list: readonly TriedPhoto[];
  readonly selectedId: number | undefined;
  readonly nextId: number;
}

type Action =
  | { readonly type: 'add'; readonly photos: readonly Omit<TriedPhoto, 'id' | 'outcome'>[] }
  | { readonly type: 'select' | 'remove'; readonly id: number }
  | { readonly type: 'outcome'; readonly id: number; readonly outcome: TriedOutcome }
  | { readonly type: 'again' };

const waiting: TriedOutcome = { state: 'waiting' };

function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'add': {
      const added = action.photos.map((photo, i) => ({ ...photo, id: state.nextId + i, outcome: waiting }));
      return {
        list: [...state.list, ...added],
        selectedId: added[0]?.id ?? state.selectedId,
        nextId: state.nextId + added.length,
      };
    }
    case 'select':
      return { ...state, selectedId: action.id };
    case 'remove': {
      const index = state.list.findIndex(({ id }) => id === action.id);
      const list = state.list.filter(({ id }) => id !== action.id);
      if (state.selectedId !== action.id) return { ...state, list };
      return { ...state, list, selectedId: list[Math.min(index, list.length - 1)]?.id };
    }
    case 'outcome':
      return {
        ...state,
        list: state.list.map((photo) =>
          photo.id === action.id ? { ...photo, outcome: action.outcome } : photo,
        ),
      };
    case 'again':
      return { ...state, list: state.list.map((photo) => ({ ...photo, outcome: waiting })) };
  }
}

/** @param maxBytes of a file, as the policy has it. */
export function usePhotos(inspector: BrowserInspector | undefined, maxBytes: number): Photos {
  const [state, dispatch] = useReducer(reduce, { list: [], selectedId: undefined, nextId: 1 });
  // Another inspector may decide otherwise.
  useEffect(() => dispatch({ type: 'again' }), [inspector]);

  const turn = state.list.find(({ outcome }) => outcome.state === 'waiting' || outcome.state === 'running');
  const turnId = turn?.id;
  // The file behind an id never changes.
  useEffect(() => {
    if (!turn) return;
    if (turn.file.size > maxBytes) {
      const failure: PhotoFailure = { is: 'tooLarge', bytes: turn.file.size, limit: maxBytes };
      dispatch({ type: 'outcome', id: turn.id, outcome: { state: 'failed', failure } });
      return;
    }
    if (!inspector) return;
    const stop = new AbortController();
    const tell = (outcome: TriedOutcome) => {
      if (!stop.signal.aborted) dispatch({ type: 'outcome', id: turn.id, outcome });
    };
    const onProgress = ({ stage }: { stage: string }) => tell({ state: 'running', stage });
    inspector.inspectDetailed(turn.file, { signal: stop.signal, onProgress }).then(
      (seen) => tell({ state: 'done', seen }),
      (error) => tell({ state: 'failed', failure: failureOf(error) }),
    );
    return () => stop.abort();
  }, [inspector, turnId, maxBytes]);

  return {
    list: state.list,
    selected: state.list.find(({ id }) => id === state.selectedId),
    add(files) {
      const photos = files.map((file) => ({
        name: file.name || 'photo',
        file,
        url: URL.createObjectURL(file),
      }));
      dispatch({ type: 'add', photos });
    },
    select: (id) => dispatch({ type: 'select', id }),
    remove(id) {
      const photo = state.list.find((each) => each.id === id);
      if (photo) URL.revokeObjectURL(photo.url);
      dispatch({ type: 'remove', id });
    },
  };
}

function failureOf(error: unknown): PhotoFailure {
  if (error instanceof LivePhotoError) return { is: 'error', type: error.type, message: error.message };
  return { is: 'error', type: undefined, message: error instanceof Error ? error.message : String(error) };
}
