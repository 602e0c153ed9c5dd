/** `bench cost size`: what is shipped weighs, against budgets that fail the build. */
import { Command } from 'commander';
import { addOutputOptions, type OutputOptions, type Surroundings } from '../../report/options.ts';
import { prepareOutput, writeReport } from '../../report/performance-report.ts';
import { runInfo } from '../../report/performance-run.ts';
import { passedClosure } from './closure-budgets.ts';
import { closureGoals, closureSections } from './closure-sections.ts';
import { measureInstalled } from './installed-closure.ts';
import { measureSizes, type SizeRow } from './measure-sizes.ts';
import { sizeGoals, sizeSections } from './size-sections.ts';

export function sizeCommand(surroundings: Surroundings): Command {
  return addOutputOptions(
    new Command('size').description(
      'Weigh every model, bundle and package, raw and gzip, and what installing each package brings; ends with 1 when one passes its budget.',
    ),
  )
    .addHelpText(
      'after',
      `
Budgets stand in benchmarks/src/cost/size/budgets.ts and closure-budgets.ts. What is not built is listed as absent and
fails nothing. Packages are installed with npm, from its cache or the registry; --no-install leaves that out.

Examples:
  pnpm bench cost size
  pnpm bench cost size --json out/size.json --html out/size.html`,
    )
    .option('--no-install', 'weigh only what lies here')
    .action(async (options: OutputOptions & { readonly install: boolean }) => {
      await prepareOutput(options);
      const info = await runInfo(surroundings.command, ['esbuild']);
      const size = await measureSizes(surroundings.root);
      const installed = options.install
        ? await measureInstalled(surroundings.root, (step) => process.stderr.write(`${step}\n`))
        : [];
      await writeReport(
        {
          title: 'size',
          info,
          goals: [...sizeGoals(size), ...closureGoals(installed)],
          sections: [...sizeSections(size), ...(options.install ? closureSections(installed) : [])],
          measured: { size, ...(options.install && { installed }) },
        },
        options,
      );
      failWhenTooLarge([
        ...size,
        ...installed.map((row) => ({ name: row.name, passed: passedClosure(row) })),
      ]);
    });
}

/** Says on standard error what passes its budget, and ends with 1 then. */
export function failWhenTooLarge(rows: readonly Pick<SizeRow, 'name' | 'passed'>[]): void {
  for (const { name, passed } of rows) {
    for (const how of passed) process.stderr.write(`TOO LARGE: ${name} has ${how}\n`);
    if (passed.length > 0) process.exitCode = 1;
  }
}
