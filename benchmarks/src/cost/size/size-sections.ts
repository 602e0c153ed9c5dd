/** What a weighing looks like. */
import { partsChart } from '../../report/bar-charts.ts';
import type { Goal } from '../../report/markup.ts';
import { none } from '../../report/rates-text.ts';
import type { Section } from '../../report/section.ts';
import { bytesText } from '../../report/times-text.ts';
import type { SizeGroup, SizeRow } from './measure-sizes.ts';

const groups: Readonly<Record<SizeGroup, string>> = {
  models: 'Models',
  WebAssembly: 'WebAssembly',
  bundles: 'Bundles: what is loaded, minified',
  packages: 'Packages: unpacked, and as a tarball',
};

export function sizeSections(rows: readonly SizeRow[]): Section[] {
  const absent = rows.flatMap(({ name, absent: reason }) => (reason ? [`${name}: ${reason}.`] : []));
  return [
    {
      id: 'size',
      title: 'Size',
      remarks: [
        'KB are 1000 bytes; gzip at its best level, file by file, as a server sends them.',
        ...(absent.length > 0 ? [`Not weighed. ${absent.join(' ')}`] : []),
      ],
      charts: [
        partsChart(
          'Models, gzip',
          rows
            .filter(({ group, name, weight }) => group === 'models' && weight && name !== 'models, all')
            .map(({ name, weight }) => ({ bar: 'models', part: name, value: weight!.gzip / 1e6 })),
          { label: 'MB →', format: (value) => value.toFixed(2) },
        ),
      ],
      tables: (Object.keys(groups) as SizeGroup[]).map((group) => {
        const members = rows.filter((row) => row.group === group);
        return {
          title: groups[group],
          columns: ['', 'raw', 'budget', 'gzip', 'budget', ''],
          rows: members.map(({ name, weight, budget, passed }) => [
            name,
            weight ? bytesText(weight.raw) : 'absent',
            budget?.raw === undefined ? none : bytesText(budget.raw),
            weight ? bytesText(weight.gzip) : 'absent',
            budget?.gzip === undefined ? none : bytesText(budget.gzip),
            passed.length > 0 ? 'TOO LARGE' : budget && weight ? 'within' : '',
          ]),
          totals: members.flatMap(({ name }, index) => (name === 'models, all' ? [index] : [])),
        };
      }),
    },
  ];
}

export function sizeGoals(rows: readonly SizeRow[]): Goal[] {
  return rows.flatMap(({ name, weight, budget, passed }) =>
    budget
      ? [
          {
            name: `size: ${name}`,
            wanted: sides(budget.raw, budget.gzip, '≤ '),
            measured: weight
              ? sides(budget.raw === undefined ? undefined : weight.raw, weight.gzip, '')
              : 'absent',
            met: weight ? passed.length === 0 : null,
          },
        ]
      : [],
  );
}

function sides(raw: number | undefined, gzip: number | undefined, sign: string): string {
  return [
    ...(raw === undefined ? [] : [`${sign}${bytesText(raw)}`]),
    ...(gzip === undefined ? [] : [`${sign}${bytesText(gzip)} gzip`]),
  ].join(', ');
}
