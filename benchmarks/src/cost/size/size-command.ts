/** `bench cost size`: what is shipped weighs, against budgets that fail the build. */
import { Command } from 'commander';
import { addOutputOptions, type OutputOptions, type Surroundings } from '../../report/options.ts';
import { prepareOutput, writeReport } from '../../report/performance-report.ts';
import { runInfo } from '../../report/performance-run.ts';
import { measureSizes, type SizeRow } from './measure-sizes.ts';
import { sizeGoals, sizeSections } from './size-sections.ts';

export function sizeCommand(surroundings: Surroundings): Command {
  return addOutputOptions(
    new Command('size').description(
      'Weigh every model, bundle and package, raw and gzip; ends with 1 when one passes its budget.',
    ),
  )
    .addHelpText(
      'after',
      `
Budgets stand in benchmarks/src/cost/size/budgets.ts. What is not built is listed as absent and fails nothing.

Examples:
  pnpm bench cost size
  pnpm bench cost size --json out/size.json --html out/size.html`,
    )
    .action(async (options: OutputOptions) => {
      await prepareOutput(options);
      const info = await runInfo(surroundings.command, ['esbuild']);
      const size = await measureSizes(surroundings.root);
      await writeReport(
        {
          title: 'size',
          info,
          goals: sizeGoals(size),
          sections: sizeSections(size),
          measured: { size },
        },
        options,
      );
      failWhenTooLarge(size);
    });
}

/** Says on standard error what passes its budget, and ends with 1 then. */
export function failWhenTooLarge(rows: readonly SizeRow[]): void {
  for (const { name, passed } of rows) {
    for (const how of passed) process.stderr.write(`TOO LARGE: ${name} has ${how}\n`);
    if (passed.length > 0) process.exitCode = 1;
  }
}
