/** VitePress' own theme in livephoto's colours, with the inspector on the page that asks for it. */
import { useData, useRoute } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import { h, onMounted, watch } from 'vue';
import InspectHere from './inspect-here.vue';
import './style.css';

/** VitePress makes a button, and a stop of the keyboard, of every heading in the sidebar: of those that fold nothing it is none. */
function quietHeadings() {
  const headings =
    '.VPSidebarItem:not(.collapsible) > .item[tabindex], .VPSidebarItem.is-link > .item[tabindex]';
  for (const heading of document.querySelectorAll(headings)) {
    heading.removeAttribute('tabindex');
    heading.removeAttribute('role');
  }
}

export default {
  extends: DefaultTheme,
  Layout: {
    setup() {
      const { frontmatter } = useData();
      const route = useRoute();
      onMounted(() => watch(() => route.path, quietHeadings, { immediate: true, flush: 'post' }));
      return () =>
        h(DefaultTheme.Layout, null, {
          'doc-after': () => (frontmatter.value.inspector ? h(InspectHere) : undefined),
        });
    },
  },
};
