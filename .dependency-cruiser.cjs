// The arrows between the rooms (docs/architecture.md). A path tells the process; what is not allowed here is an error.
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: '^(shared|src-main|src-renderer|tests)/', pathNot: allowed },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    only('shared-stands-alone', '^shared/', '^shared/', 'shared/ holds contracts; it knows no process.'),
    only(
      'ml-is-pure',
      '^src-main/ml/',
      '^(src-main/ml|shared)/',
      'Tensors and bytes in, tensors and numbers out.',
    ),
    only(
      'data-reads-files',
      '^src-main/data/',
      '^(src-main/data|shared)/',
      'File formats; no tensors, no database.',
    ),
    only(
      'trainer',
      '^src-main/trainer/',
      '^(src-main/(trainer|ml|data)|shared)/',
      'A child process: no database.',
    ),
    only(
      'lab',
      '^src-main/lab/',
      '^(src-main/(lab|data)|src-main/ml/metrics|shared)/',
      'The lab trains nothing itself; it reads files and scores numbers.',
    ),
    only('desktop', '^src-main/desktop/', '^(src-main/desktop|shared)/', 'Windows and relay only.'),
    only('renderer', '^src-renderer/', '^(src-renderer|shared)/', 'The window speaks through the contract.'),
    {
      name: 'only-desktop-imports-electron',
      severity: 'error',
      from: { pathNot: '^(src-main/desktop|tests)/' },
      to: { path: '(^electron$|node_modules/electron/)' },
    },
    {
      name: 'shared-depends-on-little',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: 'node_modules', pathNot: 'node_modules/(zod|@orpc|intl-messageformat|@formatjs)/' },
    },
    {
      name: 'ml-has-no-io',
      severity: 'error',
      from: { path: '^src-main/ml/' },
      to: { path: '^(node:)?(fs|child_process|worker_threads|net|http|process)|better-sqlite3' },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|node_modules)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'svelte'],
    },
  },
};
