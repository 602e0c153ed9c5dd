/** The frame of the page: a head with the views, and the view that the address names. */
import { useRef, useState } from 'preact/hooks';
import iconUrl from './icon.svg';
import { InspectView } from './inspect/inspect-view.tsx';
import { LanguageSwitch, useSpeech } from './language/language.tsx';
import { LiveView } from './live/live-view.tsx';
import { hrefOf, useRoute } from './routing.ts';
import { StoredView } from './stored/stored-view.tsx';

export function App() {
  const route = useRoute();
  const { page } = useSpeech().texts;
  // The models are loaded for those who try photos, and what was tried stays while stored photos are looked at.
  const [tried, setTried] = useState(false);
  if (route.view === 'inspect' && !tried) setTried(true);
  const main = useRef<HTMLElement>(null);
  const skip = (event: Event) => {
    // The address is the view's.
    event.preventDefault();
    main.current?.focus();
  };
  const link = (view: 'inspect' | 'live' | 'stored', label: string) => (
    <a href={hrefOf({ view })} aria-current={route.view === view ? 'page' : undefined}>
      {label}
    </a>
  );
  return (
    <>
      {/* biome-ignore lint/a11y/useValidAnchor: it leads to a place on this page; the address stays the view's. */}
      <a class="skip" href="#main" onClick={skip}>
        {page.skip}
      </a>
      <header class="head">
        <a class="brand" href="#/">
          <img src={iconUrl} alt="" width="28" height="28" />
          <span>
            livephoto <span class="quiet">studio</span>
          </span>
        </a>
        <nav aria-label={page.views}>
          {link('inspect', page.inspect)}
          {link('live', page.live)}
          {link('stored', page.stored)}
        </nav>
        <LanguageSwitch />
        <a class="docs" href="/docs">
          {page.api}
        </a>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        {tried && (
          <div hidden={route.view !== 'inspect'}>
            <InspectView />
          </div>
        )}
        {route.view === 'live' && <LiveView />}
        {route.view === 'stored' && <StoredView clientId={route.clientId} photoId={route.photoId} />}
      </main>
    </>
  );
}
