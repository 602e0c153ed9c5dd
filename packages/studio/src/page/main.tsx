/** Starts the page. */
import './main.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { LanguageProvider } from './language/language.tsx';

const root = document.getElementById('studio');
if (root) {
  render(
    <LanguageProvider>
      <App />
    </LanguageProvider>,
    root,
  );
}
