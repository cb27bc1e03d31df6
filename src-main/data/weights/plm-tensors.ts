/**
 * The tensors of a weight file under our canonical names: prefixes of wrappers are taken off, the LayerNorm names of
 * 2018 (gamma, beta) replaced, and UniLMv2's joint projection cut in three. Nothing is read before it is asked for.
 * UniLMv2's names: yflyl613/Tiny-NewsRec, tnlrv3/convert_state_dict.py, load_model().
 */
import { AppError } from '#shared/errors.ts';
import { elementCount, type TensorFile } from './tensor-file.ts';

/** A tensor that is cut, flattened or made up when it is read. */
export interface LazyTensor {
  shape: number[];
  read: () => Promise<Float32Array>;
}

export interface CanonicalTensors {
  /** By canonical name: `plm.…`, and `mlm.…` when the head for masked words is whole. */
  tensors: Map<string, LazyTensor>;
  /** Names in the file that are known and not needed: position ids, heads of other tasks. */
  ignored: string[];
  /** Names that say again what another one has said. */
  duplicates: string[];
}

/** `module.` of DataParallel, `model.` and `bert.` of the classes around the encoder. */
const WRAPPERS = /^(?:module\.|model\.|bert\.)+/;
const OTHER_MODELS =
  /^(roberta|xlm_roberta|distilbert|electra|albert|deberta|mpnet|transformer|encoder\.block)\./;
const NOT_NEEDED = /^(cls\.|classifier\.|qa_outputs\.|lm_head\.|embeddings\.(position_ids|token_type_ids)$)/;
const MLM_PARTS = [
  'transform.dense.weight',
  'transform.dense.bias',
  'transform.LayerNorm.weight',
  'transform.LayerNorm.bias',
];

/** @throws AppError `bad-input` for the weights of another architecture, by its prefix */
export function canonicalTensors(file: TensorFile): CanonicalTensors {
  const tensors = new Map<string, LazyTensor>();
  const mlm = new Map<string, string>();
  const ignored: string[] = [];
  const duplicates: string[] = [];
  const add = (raw: string, name: string, tensor: LazyTensor) => {
    if (tensors.has(name)) duplicates.push(raw);
    else tensors.set(name, tensor);
  };
  for (const raw of file.names()) {
    const name = raw
      .replace(WRAPPERS, '')
      .replace(/LayerNorm\.gamma$/, 'LayerNorm.weight')
      .replace(/LayerNorm\.beta$/, 'LayerNorm.bias');
    refuseOtherModels(file, raw, name);
    if (name.startsWith('cls.predictions.')) mlm.set(name.slice('cls.predictions.'.length), raw);
    else if (NOT_NEEDED.test(name)) ignored.push(raw);
    else if (name.endsWith('.qkv_linear.weight')) {
      const parts = splitInThree(file, raw);
      for (const [i, part] of ['query', 'key', 'value'].entries()) {
        add(raw, `plm.${name.replace('qkv_linear', part)}`, parts[i]);
      }
    } else {
      const plain = name
        .replace(/^encoder\.rel_pos_bias\./, 'rel_pos_bias.')
        .replace(/self\.q_bias$/, 'self.query.bias')
        .replace(/self\.v_bias$/, 'self.value.bias');
      add(raw, `plm.${plain}`, plain === name ? whole(file, raw) : flat(file, raw, plain));
    }
  }
  addMlmHead(file, mlm, tensors, ignored);
  return { tensors, ignored, duplicates };
}

/** UniLMv2 has no bias of the key projection: zeros, as the reference loads it. */
export function addZeroKeyBiases(tensors: Map<string, LazyTensor>): void {
  for (const [name, { shape }] of [...tensors]) {
    const bias = name.replace(/self\.key\.weight$/, 'self.key.bias');
    if (bias === name || tensors.has(bias)) continue;
    tensors.set(bias, { shape: shape.slice(0, 1), read: async () => new Float32Array(shape[0]) });
  }
}

/** A table of more positions than the configuration asks for is cut, as the reference does. */
export function cutPositions(tensors: Map<string, LazyTensor>, maxPositions: number): void {
  const name = 'plm.embeddings.position_embeddings.weight';
  const table = tensors.get(name);
  if (!table || table.shape.length !== 2 || table.shape[0] <= maxPositions) return;
  const shape = [maxPositions, table.shape[1]];
  tensors.set(name, { shape, read: async () => (await table.read()).slice(0, elementCount(shape)) });
}

function refuseOtherModels(file: TensorFile, raw: string, name: string): void {
  const other = OTHER_MODELS.exec(name)?.[1];
  if (!other) return;
  throw AppError.of(
    'bad-input',
    'error.plm.otherModel',
    { file: file.path, tensor: raw, type: other },
    { file: file.path },
  );
}

/** The head is taken when it is whole; its decoder is the word embedding and only counted. */
function addMlmHead(
  file: TensorFile,
  mlm: Map<string, string>,
  tensors: Map<string, LazyTensor>,
  ignored: string[],
): void {
  const bias = mlm.get('bias') ?? mlm.get('decoder.bias');
  const complete = bias !== undefined && MLM_PARTS.every((part) => mlm.has(part));
  const used = new Set<string>();
  if (complete) {
    for (const part of MLM_PARTS) used.add(mlm.get(part) as string);
    for (const part of MLM_PARTS) tensors.set(`mlm.${part}`, whole(file, mlm.get(part) as string));
    tensors.set('mlm.bias', whole(file, bias));
    used.add(bias);
  }
  for (const raw of mlm.values()) if (!used.has(raw)) ignored.push(raw);
}

function whole(file: TensorFile, raw: string): LazyTensor {
  return { shape: file.shape(raw), read: () => file.read(raw) };
}

/** q_bias and v_bias are `[1, 1, D]` in the original; other renamed tensors keep their shape. */
function flat(file: TensorFile, raw: string, name: string): LazyTensor {
  const tensor = whole(file, raw);
  return name.endsWith('.bias') ? { ...tensor, shape: [elementCount(tensor.shape)] } : tensor;
}

/** `[3 D, D]` to the rows of query, key and value. */
function splitInThree(file: TensorFile, raw: string): LazyTensor[] {
  const [rows, columns] = file.shape(raw);
  // Rows that cannot be cut in three are left whole, to be reported as misshapen.
  const shape = [rows % 3 === 0 ? rows / 3 : rows, columns];
  const size = elementCount(shape);
  return [0, 1, 2].map((i) => ({
    shape,
    read: async () => (await file.read(raw)).slice(i * size, (i + 1) * size),
  }));
}
