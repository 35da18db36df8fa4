/** The walls of the house, and the rules that types cannot hold. */
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const wall = (message, ...group) => ({ group, message });
const walls = {
  renderer: wall('The window never meets the main process: what crosses is in preload/contract.ts.', '**/main/**'),
  main: wall('The main process never meets the window: what crosses is in preload/contract.ts.', '**/renderer/**'),
  bridge: wall('The contract imports neither side.', '**/main/**', '**/renderer/**'),
  electron: wall('Only main/shell and main/index.ts know Electron.', 'electron', 'electron/*'),
  node: wall('The window has no Node.', 'node:*'),
};
const restrict = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

export default ts.config(
  { ignores: ['out', 'dist', 'node_modules', 'test-results'] },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', 'build/*.mjs', 'build/packaging/*.cjs', 'test/e2e/*.cjs'] },
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'eqeqeq': ['error', 'always'],
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
    rules: { 'svelte/no-inline-styles': ['error', { allowTransitions: false }] },
  },
  { files: ['renderer/**'], languageOptions: { globals: globals.browser }, rules: restrict(walls.renderer, walls.electron, walls.node) },
  { files: ['main/**'], rules: restrict(walls.main, walls.electron) },
  { files: ['main/shell/**', 'main/index.ts'], rules: restrict(walls.main) },
  { files: ['preload/**'], rules: restrict(walls.bridge) },
  {
    files: ['preload/**'],
    ignores: ['preload/index.ts', 'preload/**/*.spec.ts'],
    rules: restrict(walls.bridge, walls.electron, walls.node),
  },
  {
    files: ['*.js', 'build/**/*.{mjs,cjs}', 'test/e2e/*.cjs'],
    ...ts.configs.disableTypeChecked,
    languageOptions: { ...ts.configs.disableTypeChecked.languageOptions, globals: globals.node },
  },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  { files: ['build/**', 'test/bench/**', 'main/cli/**'], rules: { 'no-console': 'off' } },
);
