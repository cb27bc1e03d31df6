/** Titles and bodies of all news as word pieces of the PLM's tokenizer. */
import { openDataset } from '#data/dataset/dataset.ts';
import { readTokens, writeTokens } from '#data/dataset/tokens.ts';
import { loadTokenizer, type Tokenizer } from '#data/tokenizer/tokenizer.ts';
import type { StageContext, StageRunner } from './stage.ts';

/** News between two looks at the stop signal. */
const GROUP = 2000;

async function* encodeLines(
  lines: AsyncIterable<string>,
  tokenizer: Tokenizer,
  context: StageContext,
  phase: string,
  total: number,
): AsyncGenerator<Int32Array> {
  let done = 0;
  for await (const line of lines) {
    yield tokenizer.encode(line);
    done += 1;
    if (done % GROUP === 0 || done === total) {
      context.reporter.progress(phase, done, total, 'texts');
      await context.stop.check();
    }
  }
}

export const runTokenize: StageRunner<'tokenize'> = async (_config, context) => {
  context.started();
  const dataset = await openDataset(context.input('dataset'));
  const tokenizer = await loadTokenizer(context.input('plm'));
  const { ids, vocabSize } = tokenizer;
  await writeTokens(
    context.outDir,
    { vocabSize, ...ids },
    {
      titles: encodeLines(dataset.titles(), tokenizer, context, 'Tokenise titles', dataset.newsCount),
      bodies: encodeLines(dataset.bodies(), tokenizer, context, 'Tokenise bodies', dataset.newsCount),
    },
  );
  const tokens = await readTokens(context.outDir);
  let unknown = 0;
  for (const piece of tokens.titles) if (piece === ids.unk) unknown += 1;
  return {
    news: dataset.newsCount,
    titlePieces: tokens.titles.length,
    bodyPieces: tokens.bodies.length,
    unknownTitleShare: tokens.titles.length ? unknown / tokens.titles.length : 0,
  };
};
