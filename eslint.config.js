import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

export default ts.config(
  { ignores: ['dist/', 'node_modules/', 'workspace/', 'demo/', 'tests/fixtures/'] },
  ...ts.configs.recommended,
  ...svelte.configs['flat/recommended'],
  { languageOptions: { globals: { ...globals.node, ...globals.browser } } },
  { files: ['**/*.svelte', '**/*.svelte.ts'], languageOptions: { parserOptions: { parser: ts.parser } } },
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'svelte/no-navigation-without-resolve': 'off',
    },
  },
  {
    // The window also runs in Electron 22, whose Chromium 108 lacks these.
    files: ['src-renderer/**', 'shared/**', 'src-main/desktop/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'CallExpression > MemberExpression.callee[property.name=/^(toSorted|toSpliced|toReversed|groupBy|withResolvers|fromAsync|isSubsetOf|isSupersetOf|symmetricDifference)$/]',
          message: 'Chromium 108 (Electron 22) does not have this; use what it has.',
        },
      ],
    },
  },
);
