/** A problem of a configuration, for readers of any language. */
import type { Problem } from '#shared/contract/domain.ts';
import { type Said, wordsOf } from '#shared/messages/said.ts';

export const problemAt = (path: Problem['path'], said: Said): Problem => ({
  path,
  message: wordsOf('en', said),
  said,
});
