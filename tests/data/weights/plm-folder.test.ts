import { cp, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadTokenizer } from '#data/tokenizer/tokenizer.ts';
import { readPlmArtifact, writePlmArtifact } from '#data/weights/plm-artifact.ts';
import { importPlm, openPlmFolder } from '#data/weights/plm-folder.ts';
import { mlmTensorShapes, plmTensorShapes } from '#data/weights/plm-shapes.ts';
import { openTorchFile } from '#data/weights/torch-file.ts';
import { mlmHeadShapes, plmParameterShapes } from '#ml/model/params.ts';
import { UNILMV2_BASE } from '#shared/config/plm-config.ts';
import { BERT_CONFIG, bertShapes, unilmShapes, writePlmFolder } from './plm-source.ts';
import { scratchFolder, WEIGHT_FIXTURES } from './scratch.ts';

const scratch = await scratchFolder();
const tinyBert = join(WEIGHT_FIXTURES, 'tiny-bert');
const layer = 'plm.encoder.layer.1.attention.self';

describe('plmTensorShapes()', () => {
  it('names what the model asks for', () => {
    for (const config of [
      UNILMV2_BASE,
      { ...UNILMV2_BASE, arch: 'bert' as const, layers: 2, pooler: false },
    ]) {
      const sorted = (shapes: Map<string, number[]>) => [...shapes].sort(([a], [b]) => (a < b ? -1 : 1));
      expect(sorted(plmTensorShapes(config))).toEqual(sorted(plmParameterShapes(config)));
      expect(sorted(mlmTensorShapes(config))).toEqual(sorted(mlmHeadShapes(config)));
    }
  });
});

describe('openPlmFolder()', () => {
  it('reads a BERT without pooler', async () => {
    const folder = join(scratch, 'bert');
    const data = await writePlmFolder(folder, BERT_CONFIG, bertShapes());
    const source = await openPlmFolder(folder);
    expect(source.config).toMatchObject({
      arch: 'bert',
      layers: 2,
      heads: 2,
      pooler: false,
      layerNormEps: 1e-12,
    });
    expect(source.names()).toEqual([...plmTensorShapes(source.config).keys()].sort());
    expect(await source.read(`${layer}.key.bias`)).toEqual(data['encoder.layer.1.attention.self.key.bias']);
    await source.close();
  });

  it('reads a PyTorch file with old LayerNorm names, the prefix bert. and the head for masked words', async () => {
    const source = await openPlmFolder(tinyBert);
    expect(source.config).toMatchObject({ arch: 'bert', hiddenSize: 8, pooler: true });
    expect(source.names().filter((name) => name.startsWith('mlm.'))).toEqual(
      [...mlmTensorShapes(source.config).keys()].sort(),
    );
    expect(source.ignored).toEqual([
      'cls.seq_relationship.bias',
      'cls.seq_relationship.weight',
      'cls.predictions.decoder.weight',
    ]);
    const file = await openTorchFile(join(tinyBert, 'pytorch_model.bin'));
    const gamma = await file.read('bert.encoder.layer.0.output.LayerNorm.gamma');
    expect(await source.read('plm.encoder.layer.0.output.LayerNorm.weight')).toEqual(gamma);
    await Promise.all([source.close(), file.close()]);
  });

  it('cuts UniLMv2 joint projections, flattens its biases and adds a key bias of zeros', async () => {
    const folder = join(scratch, 'unilm');
    const config = { ...BERT_CONFIG, rel_pos_bins: 32, max_rel_pos: 100 };
    const shapes = { ...unilmShapes(), 'bert.embeddings.position_embeddings.weight': [9, 4] };
    const data = await writePlmFolder(folder, config, shapes);
    const source = await openPlmFolder(folder);
    expect(source.config).toMatchObject({ arch: 'unilmv2', relPosBuckets: 32, relPosMaxDistance: 100 });
    const joint = data['bert.encoder.layer.1.attention.self.qkv_linear.weight'];
    for (const [i, part] of ['query', 'key', 'value'].entries()) {
      expect(await source.read(`${layer}.${part}.weight`)).toEqual(joint.slice(16 * i, 16 * (i + 1)));
    }
    expect(source.shape(`${layer}.value.bias`)).toEqual([4]);
    expect(await source.read(`${layer}.value.bias`)).toEqual(
      data['bert.encoder.layer.1.attention.self.v_bias'],
    );
    expect(await source.read(`${layer}.key.bias`)).toEqual(new Float32Array(4));
    expect(await source.read('plm.rel_pos_bias.weight')).toEqual(data['bert.encoder.rel_pos_bias.weight']);
    const positions = await source.read('plm.embeddings.position_embeddings.weight');
    expect(positions).toEqual(data['bert.embeddings.position_embeddings.weight'].slice(0, 20));
    await source.close();
  });

  it('takes UniLMv2 as published: names of its own, no keys for relative positions in the config', async () => {
    const folder = join(scratch, 'published');
    await writePlmFolder(folder, BERT_CONFIG, unilmShapes());
    await rename(join(folder, 'config.json'), join(folder, 'unilm2-base-uncased-config.json'));
    await rename(join(folder, 'vocab.txt'), join(folder, 'unilm2-base-uncased-vocab.txt'));
    await rename(join(folder, 'model.safetensors'), join(folder, 'unilm2.safetensors'));
    const source = await openPlmFolder(folder);
    expect(source.config).toMatchObject({ arch: 'unilmv2', relPosBuckets: 32, relPosMaxDistance: 128 });
    expect(source.tokenizer.name).toBe('vocab.txt');
    await source.close();
  });

  it('lists all missing, extra and misshapen tensors at once', async () => {
    const folder = join(scratch, 'misfit');
    const shapes = bertShapes();
    delete shapes['embeddings.LayerNorm.bias'];
    delete shapes['encoder.layer.0.output.dense.weight'];
    shapes['embeddings.word_embeddings.weight'] = [6, 4];
    shapes['encoder.layer.1.output.dense.weight'] = [6, 4];
    shapes['encoder.layer.2.output.dense.bias'] = [4];
    shapes['bert.embeddings.LayerNorm.weight'] = [4];
    await writePlmFolder(folder, BERT_CONFIG, shapes);
    await expect(openPlmFolder(folder)).rejects.toMatchObject({
      code: 'bad-input',
      details: {
        missing: ['plm.embeddings.LayerNorm.bias [4]', 'plm.encoder.layer.0.output.dense.weight [4, 6]'],
        extra: ['embeddings.LayerNorm.weight', 'plm.encoder.layer.2.output.dense.bias'],
        misshapen: [
          'plm.embeddings.word_embeddings.weight is [6, 4], must be [7, 4]',
          'plm.encoder.layer.1.output.dense.weight is [6, 4], must be [4, 6]',
        ],
      },
      message: expect.stringMatching(/2 missing: .*\n2 extra: .*\n2 misshapen: /),
    });
  });

  it.each([
    [
      'another architecture by its type',
      { model_type: 'roberta' },
      {},
      'model_type roberta is not supported',
    ],
    ['another activation', { hidden_act: 'gelu_new' }, {}, 'hidden_act gelu_new'],
    [
      'another kind of positions',
      { position_embedding_type: 'relative_key' },
      {},
      'relative_key is not supported',
    ],
    ['heads that do not divide the width', { num_attention_heads: 3 }, {}, 'not a multiple of 3'],
    ['a config without a width', { hidden_size: undefined }, {}, 'hidden_size'],
    ['too small a vocabulary', { vocab_size: 5 }, {}, 'out of range'],
    ['another architecture by its weights', {}, { 'roberta.embeddings.x': [1] }, 'a model of type roberta'],
    [
      'more pieces than embeddings',
      { vocab_size: 6 },
      { 'embeddings.word_embeddings.weight': [6, 4] },
      'has 7 pieces',
    ],
  ])('refuses %s', async (title, config, shapes, message) => {
    const folder = join(scratch, title.replaceAll(' ', '-'));
    await writePlmFolder(folder, { ...BERT_CONFIG, ...config }, { ...bertShapes(), ...(shapes as object) });
    await expect(openPlmFolder(folder)).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining(message),
    });
  });

  it('refuses folders that lack a part, and a broken config', async () => {
    await expect(openPlmFolder(join(scratch, 'nowhere'))).rejects.toMatchObject({ code: 'not-found' });
    await expect(openPlmFolder(import.meta.dirname)).rejects.toThrow('has no config.json');
    const folder = join(scratch, 'parts');
    await writePlmFolder(folder, BERT_CONFIG, bertShapes());
    await writeFile(join(folder, 'config.json'), '{');
    await expect(openPlmFolder(folder)).rejects.toThrow('config.json: this is not a readable JSON file');
    await rename(join(folder, 'model.safetensors'), join(folder, 'weights.txt'));
    await expect(openPlmFolder(folder)).rejects.toThrow('has no weights');
  });
});

describe('importPlm()', () => {
  it('writes an artifact that readPlmArtifact() opens, equal bytes each time', async () => {
    const [one, two] = [join(scratch, 'one'), join(scratch, 'two')];
    const { config, files } = await importPlm(tinyBert, one);
    await importPlm(tinyBert, two);
    expect((await readdir(one)).sort()).toEqual([...files].sort());
    for (const name of files) {
      expect((await readFile(join(one, name))).equals(await readFile(join(two, name)))).toBe(true);
    }
    const artifact = await readPlmArtifact(one);
    expect(artifact.config).toEqual(config);
    expect(artifact.tensors.shape('mlm.bias')).toEqual([12]);
    expect((await loadTokenizer(artifact.tokenizerPath)).vocabSize).toBe(12);
    await artifact.tensors.close();
  });

  it('writes a cased vocab.txt as a tokenizer.json that keeps the case', async () => {
    const folder = join(scratch, 'cased');
    await writePlmFolder(folder, BERT_CONFIG, bertShapes());
    await writeFile(join(folder, 'tokenizer_config.json'), '{"do_lower_case": false}');
    const { files } = await importPlm(folder, join(scratch, 'cased-out'));
    expect(files).toContain('tokenizer.json');
    const tokenizer = await loadTokenizer(join(scratch, 'cased-out'));
    expect([...tokenizer.encode('a A')]).toEqual([5, tokenizer.ids.unk]);
  });

  it('writes nothing when the weights are truncated', async () => {
    const folder = join(scratch, 'truncated');
    await cp(tinyBert, folder, { recursive: true });
    const weights = join(folder, 'pytorch_model.bin');
    await writeFile(weights, (await readFile(weights)).subarray(0, 6000));
    await expect(importPlm(folder, join(scratch, 'half'))).rejects.toThrow('is truncated');
    expect(await readdir(scratch)).not.toContain('half');
  });
});

describe('writePlmArtifact()', () => {
  it('refuses tensors that do not fit before it writes', async () => {
    const source = await openPlmFolder(tinyBert);
    const out = join(scratch, 'refused');
    await expect(writePlmArtifact(out, source.config, [], [source.tokenizer])).rejects.toThrow('23 missing');
    expect(await readdir(scratch)).not.toContain('refused');
    await source.close();
  });
});

describe('readPlmArtifact()', () => {
  it('names a folder that holds none, and a damaged one', async () => {
    await expect(readPlmArtifact(join(scratch, 'none'))).rejects.toMatchObject({ code: 'not-found' });
    const folder = join(scratch, 'damaged');
    await importPlm(tinyBert, folder);
    const config = JSON.parse(await readFile(join(folder, 'plm.json'), 'utf8')) as object;
    await writeFile(join(folder, 'plm.json'), JSON.stringify({ ...config, layers: 2 }));
    await expect(readPlmArtifact(folder)).rejects.toThrow('16 missing');
    await writeFile(join(folder, 'plm.json'), JSON.stringify({ ...config, layers: 'two' }));
    await expect(readPlmArtifact(folder)).rejects.toThrow('is not the configuration of a PLM');
  });
});
