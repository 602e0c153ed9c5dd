/** VitePress' own theme in livephoto's colours, with the inspector on the page that asks for it. */
import { useData } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import { h } from 'vue';
import InspectHere from './inspect-here.vue';
import './style.css';

export default {
  extends: DefaultTheme,
  Layout: () => {
    const { frontmatter } = useData();
    return h(DefaultTheme.Layout, null, {
      'doc-after': () => (frontmatter.value.inspector ? h(InspectHere) : undefined),
    });
  },
};
