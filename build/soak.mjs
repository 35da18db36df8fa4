// @ts-check
/**
 * `npm run soak [-- RUNS]`: what `npm test` tries a thousand times, tens of thousands of times, with a seed of its own. A run that
 * fails prints its seed: `PADDOCK_SEED=… PADDOCK_RUNS=… npm run soak` replays it.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root, setUp } from './setup/setup.mjs';
import { runMain, teller, Trouble } from './setup/telling.mjs';

const usualRuns = 50_000;
const specs = [
  'main/sync/model.spec.ts',
  'main/sync/refresh.model.spec.ts',
  // 500 kills, 500 disks that fail, 5,000 bytes changed, 200 files harmed, however many runs there are.
  'main/store/killed.spec.ts',
  'main/store/verify/verify.spec.ts',
  'main/store/salvage/salvage.spec.ts',
];

await runMain(async () => {
  await setUp({ say: teller({ quiet: false }), tests: true });
  const runs = process.argv[2] ?? process.env['PADDOCK_RUNS'] ?? `${usualRuns}`;
  if (!/^[1-9]\d*$/.test(runs)) throw new Trouble(`The runs are a whole number of 1 or more, not ${runs}.`);
  const seed = process.env['PADDOCK_SEED'] ?? `${Date.now() % 2 ** 31}`;
  process.stdout.write(`${runs} runs with PADDOCK_SEED=${seed}\n`);
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const { status } = spawnSync(process.execPath, [vitest, 'run', '--project', 'main', '--reporter', 'verbose', ...specs], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PADDOCK_RUNS: runs, PADDOCK_SEED: seed },
  });
  return status === 0 ? 0 : 1;
});
