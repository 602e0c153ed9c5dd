/** The envelope of every list. */
import type { Page, PageRequest } from '../store/live-photo-store.ts';

export function pageAnswer<Item, Shown>(request: PageRequest, page: Page<Item>, show: (item: Item) => Shown) {
  return {
    page: request.page,
    pageSize: request.pageSize,
    totalItems: page.totalItems,
    pages: Math.ceil(page.totalItems / request.pageSize),
    items: page.items.map(show),
  };
}
