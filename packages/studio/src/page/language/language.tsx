/** Which language the page speaks: that of the browser, or the one that was chosen here before. */
import { fillIn, type Messages, pickLanguage } from '@livephoto/browser/capture/messages';
import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useMemo, useState } from 'preact/hooks';
import {
  captureTexts,
  type Language,
  languageNames,
  type StudioMessages,
  studioMessages,
} from './messages.ts';

export { fillIn };

export interface Speech {
  readonly language: Language;
  readonly texts: StudioMessages;
  /** The capture element's: findings are in them. */
  readonly capture: Messages;
  choose(language: Language): void;
}

/** Of the entry in local storage, which is made by a choice alone. */
const kept = 'livephoto.language';

const Context = createContext<Speech | undefined>(undefined);

export function LanguageProvider({ children }: { readonly children: ComponentChildren }) {
  const [language, setLanguage] = useState<Language>(() =>
    pickLanguage([readKept(), ...navigator.languages]),
  );
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = studioMessages[language].page.title;
  }, [language]);
  const speech = useMemo<Speech>(
    () => ({
      language,
      texts: studioMessages[language],
      capture: captureTexts(language),
      choose(chosen) {
        keep(chosen);
        setLanguage(chosen);
      },
    }),
    [language],
  );
  return <Context.Provider value={speech}>{children}</Context.Provider>;
}

export function useSpeech(): Speech {
  const speech = useContext(Context);
  if (!speech) throw new Error('There is no LanguageProvider around this');
  return speech;
}

export function LanguageSwitch() {
  const { language, texts, choose } = useSpeech();
  return (
    <select
      class="language"
      aria-label={texts.page.language}
      value={language}
      onChange={({ currentTarget }) => choose(currentTarget.value as Language)}
    >
      {Object.entries(languageNames).map(([code, name]) => (
        <option key={code} value={code} lang={code}>
          {name}
        </option>
      ))}
    </select>
  );
}

function readKept(): string | null {
  try {
    return localStorage.getItem(kept);
  } catch {
    return null;
  }
}

function keep(language: Language): void {
  try {
    localStorage.setItem(kept, language);
  } catch {
    // The browser's own is taken again after the next load.
  }
}
