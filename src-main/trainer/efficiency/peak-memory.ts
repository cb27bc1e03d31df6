/** The most memory that this process has held so far. */
import { readFileSync } from 'node:fs';

/**
 * Bytes of resident memory at its peak. Linux counts what a parent held before it started this program into its usual
 * figure, so there the kernel's figure for this program alone is read.
 */
export function peakMemoryBytes(): number {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS * 1024;
}
