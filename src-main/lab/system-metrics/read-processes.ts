/**
 * Memory and CPU time of some processes. On Linux from /proc, two small files each; elsewhere from the library's list of
 * all processes, which costs a command of the system.
 */
import { readFile } from 'node:fs/promises';
import { processes } from 'systeminformation';
import type { ProcessReading } from './sample.ts';

/** Linux counts CPU time for programs in hundredths of a second on every machine. */
const TICKS_PER_SECOND = 100;

/** `/proc/<pid>/stat`: user and system time, in seconds; null where it is another form. */
export function cpuSecondsOf(stat: string): number | null {
  // The name in parentheses may hold spaces and parentheses; fields are counted after its end.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return Number.isFinite(ticks) ? ticks / TICKS_PER_SECOND : null;
}

/** `/proc/<pid>/status`: memory in use, in bytes; null for a process that is ending. */
export function memoryBytesOf(status: string): number | null {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

export async function readProcesses(pids: readonly number[]): Promise<Record<number, ProcessReading>> {
  return process.platform === 'linux' ? readProc(pids) : readList(pids);
}

async function readProc(pids: readonly number[]): Promise<Record<number, ProcessReading>> {
  const found: Record<number, ProcessReading> = {};
  for (const pid of pids) {
    try {
      const memoryBytes = memoryBytesOf(await readFile(`/proc/${pid}/status`, 'utf8'));
      if (memoryBytes === null) continue;
      found[pid] = { memoryBytes, cpuSeconds: cpuSecondsOf(await readFile(`/proc/${pid}/stat`, 'utf8')) };
    } catch {
      // It ended meanwhile.
    }
  }
  return found;
}

async function readList(pids: readonly number[]): Promise<Record<number, ProcessReading>> {
  const { list } = await processes();
  const wanted = list.filter(({ pid }) => pids.includes(pid));
  return Object.fromEntries(
    wanted.map(({ pid, memRss }) => [pid, { memoryBytes: memRss * 1024, cpuSeconds: null }]),
  );
}
