/**
 * Along which runs the page of a run steps: those that were last listed, in their order there; without a list, all of its
 * kind. What lists runs says so with `follow()`.
 */
import type { Run } from '#shared/contract/runs.ts';

export interface Neighbours {
  previous: string | undefined;
  next: string | undefined;
  /** From 1; 0 where the run is not listed. */
  place: number;
  of: number;
}

class RunOrder {
  private listed: (() => readonly Run[]) | undefined;

  follow(listed: () => readonly Run[]): void {
    this.listed = listed;
  }

  around(run: Pick<Run, 'key' | 'kind'>, all: readonly Run[]): Neighbours {
    const listed = this.listed?.() ?? [];
    const inList = listed.findIndex(({ key }) => key === run.key);
    const list =
      inList >= 0
        ? listed
        : all.filter(
            ({ key, kind, trashedAt }) => key === run.key || (kind === run.kind && trashedAt === null),
          );
    const at = inList >= 0 ? inList : list.findIndex(({ key }) => key === run.key);
    if (at < 0) return { previous: undefined, next: undefined, place: 0, of: list.length };
    return { previous: list[at - 1]?.key, next: list[at + 1]?.key, place: at + 1, of: list.length };
  }
}

export const runOrder = new RunOrder();
