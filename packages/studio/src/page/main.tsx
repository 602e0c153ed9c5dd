/** Starts the page. */
import './main.css';
import { render } from 'preact';
import { App } from './app.tsx';

const root = document.getElementById('studio');
if (root) render(<App />, root);
