import { livephoto } from '@livephoto/browser/vite';
import { defineConfig } from 'vite';

export default defineConfig({
  // Where the app is served; the plugin tells the inspector.
  base: '/app/',
  plugins: [livephoto()],
});
