/** Reads a Hugging Face folder of the user into a PLM artifact. */
import { vocabularyFingerprint } from '#data/tokenizer/vocabulary-fingerprint.ts';
import { importPlm } from '#data/weights/plm-folder.ts';
import { countParameters, plmParameterShapes } from '#ml/model/params.ts';
import type { StageRunner } from './stage.ts';

export const runImportPlm: StageRunner<'import-plm'> = async (config, context) => {
  context.started();
  const { config: plm, files } = await importPlm(config.source, context.outDir);
  await context.stop.check();
  return {
    config: plm,
    parameters: countParameters(plmParameterShapes(plm)),
    files,
    vocabulary: await vocabularyFingerprint(context.outDir),
  };
};
