/**
 * The database's versions, oldest first: `user_version` counts how many have run. A released entry is never edited; a
 * change of the schema is a new entry.
 */
import { checkpoints } from './checkpoints.ts';
import { first } from './first.ts';
import { queue } from './queue.ts';
import { runs } from './runs.ts';
import { second } from './second.ts';
import { tables } from './tables.ts';

export const MIGRATIONS: readonly string[] = [first, second, runs, checkpoints, tables, queue];
