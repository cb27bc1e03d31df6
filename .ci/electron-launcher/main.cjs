// What every Electron binary carries and one taken out of an application lacks: opens the application folder that is
// named on the command line. `.ci/run` packs it as the binary's default_app.asar.
/* eslint-disable @typescript-eslint/no-require-imports */
const { readFileSync } = require('node:fs');
const path = require('node:path');
const { app } = require('electron');

const folder = path.resolve(process.argv.slice(1).find((arg) => !arg.startsWith('-')) ?? '.');
const { name, productName, version, main } = JSON.parse(
  readFileSync(path.join(folder, 'package.json'), 'utf8'),
);
app.setAppPath(folder);
app.setName(productName ?? name);
app.setVersion(version);
require(path.join(folder, main));
