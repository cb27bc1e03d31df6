/**
 * Compiles the kernels (`*.as`, AssemblyScript) into kernel-bytes.ts: run `node src-main/trainer/backends/wasm-kernels/build.ts`
 * after editing one. The result is kept in the repository, so that using the lab needs no compiler; a test compiles
 * again and compares.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** No runtime, no data, tfjs's memory; relaxed SIMD brings the fused multiply-add. */
const OPTIONS = [
  ...['-O3', '--noAssert', '--uncheckedBehavior', 'always'],
  ...['--runtime', 'stub', '--importMemory', '--enable', 'simd', '--enable', 'relaxed-simd'],
];

const here = path.dirname(fileURLToPath(import.meta.url));

/** The module compiled from the sources beside this file. @throws Error with the compiler's own words */
export async function compileKernels(): Promise<Uint8Array> {
  const { default: asc } = await import('assemblyscript/asc');
  let bytes: Uint8Array | undefined;
  const { error, stderr } = await asc.main(['kernels.ts', ...OPTIONS, '-o', 'kernels.wasm'], {
    // The compiler wants ".ts"; here that would be read as TypeScript by everything else.
    readFile: (name: string) => {
      try {
        return readFileSync(path.join(here, path.basename(name).replace(/\.ts$/, '.as')), 'utf8');
      } catch {
        return null;
      }
    },
    writeFile: (_name: string, contents: string | Uint8Array) => {
      if (typeof contents !== 'string') bytes = contents;
    },
    listFiles: () => [],
  });
  if (error || !bytes) throw new Error(`The kernels do not compile: ${stderr.toString()}`);
  return bytes;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const base64 = Buffer.from(await compileKernels()).toString('base64');
  const header =
    '/** The compiled kernels. Made by build.ts from the sources beside it; not edited by hand. */\n';
  writeFileSync(
    path.join(here, 'kernel-bytes.ts'),
    `${header}export const KERNEL_BYTES_BASE64 =\n  '${base64}';\n`,
  );
}
