/** What installing a package brings, as a table and as goals. */
import type { Goal } from '../../report/markup.ts';
import { none } from '../../report/rates-text.ts';
import type { Section } from '../../report/section.ts';
import { bytesText } from '../../report/times-text.ts';
import { closureBudgets, passedClosure } from './closure-budgets.ts';
import type { Closure, InstalledPackage } from './installed-closure.ts';

export function closureSections(installed: readonly InstalledPackage[]): Section[] {
  return [
    {
      id: 'installed',
      title: 'Installed',
      remarks: [
        'All packages packed and installed with npm into one empty folder, without scripts; for each, everything that it depends on, itself included. Native parts are those of this platform.',
      ],
      charts: [],
      tables: [
        {
          title: 'Packages and bytes that an installer gets',
          columns: ['', 'packages', 'budget', 'bytes', 'budget', ''],
          rows: installed.map((row) => {
            const budget = closureBudgets[row.name];
            return [
              row.name,
              String(row.closure.packages),
              budget === undefined ? none : String(budget.packages),
              bytesText(row.closure.bytes),
              budget === undefined ? none : bytesText(budget.bytes),
              passedClosure(row).length > 0 ? 'TOO LARGE' : budget === undefined ? '' : 'within',
            ];
          }),
        },
      ],
    },
  ];
}

export function closureGoals(installed: readonly InstalledPackage[]): Goal[] {
  return installed.flatMap((row) => {
    const budget = closureBudgets[row.name];
    return budget === undefined
      ? []
      : [
          {
            name: `installed: ${row.name}`,
            wanted: `≤ ${closureText(budget)}`,
            measured: closureText(row.closure),
            met: passedClosure(row).length === 0,
          },
        ];
  });
}

function closureText({ packages, bytes }: Closure): string {
  return `${packages} packages, ${bytesText(bytes)}`;
}
