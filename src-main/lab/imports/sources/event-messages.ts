/**
 * The part of TensorBoard's protocol buffers that holds scalars and hyperparameters: tensorflow/core/util/event.proto,
 * framework/{summary,tensor}.proto, and the hparams plugin's plugin_data.proto.
 */
import protobuf from 'protobufjs/light.js';
import { type ForeignValue, readValue } from '../foreign-run.ts';

const field = (type: string, id: number, rule?: 'repeated') => ({ type, id, ...(rule && { rule }) });

const root = protobuf.Root.fromJSON({
  nested: {
    Event: {
      fields: { wallTime: field('double', 1), step: field('int64', 2), summary: field('Summary', 5) },
    },
    Summary: { fields: { value: field('Value', 1, 'repeated') } },
    Value: {
      fields: {
        tag: field('string', 1),
        simpleValue: field('float', 2),
        tensor: field('Tensor', 8),
        metadata: field('Metadata', 9),
      },
    },
    Metadata: { fields: { pluginData: field('PluginData', 1) } },
    PluginData: { fields: { pluginName: field('string', 1), content: field('bytes', 2) } },
    Tensor: {
      fields: {
        dtype: field('int32', 1),
        content: field('bytes', 4),
        floatVal: field('float', 5, 'repeated'),
        doubleVal: field('double', 6, 'repeated'),
      },
    },
    HParams: { fields: { sessionStart: field('SessionStart', 3) } },
    // A map on the wire: its entries.
    SessionStart: { fields: { hparams: field('Entry', 1, 'repeated') } },
    Entry: { fields: { key: field('string', 1), value: field('Any', 2) } },
    // google.protobuf.Value, as far as a hyperparameter uses it.
    Any: {
      fields: {
        numberValue: field('double', 2),
        stringValue: field('string', 3),
        boolValue: field('bool', 4),
      },
    },
  },
});
const eventType = root.lookupType('Event');
const hparamsType = root.lookupType('HParams');

/** DataType of framework/types.proto. */
const FLOAT = 1;
const DOUBLE = 2;

interface Tensor {
  dtype: number;
  content?: Uint8Array;
  floatVal?: number[];
  doubleVal?: number[];
}
interface Value {
  tag?: string;
  simpleValue?: number;
  tensor?: Tensor;
  metadata?: { pluginData?: { pluginName?: string; content?: Uint8Array } };
}
interface Event {
  wallTime?: number;
  step?: number | { toNumber(): number; toString(): string };
  summary?: { value?: Value[] };
}

export interface Scalar {
  tag: string;
  step: number;
  /** Epoch milliseconds. */
  time: number;
  value: number;
}
export interface EventContent {
  /** In full, where `step` of the scalars is not exact. */
  stepText: string;
  scalars: Scalar[];
  hparams: Record<string, ForeignValue>;
  time: number | null;
}

/** What one record says. @throws Error where it is no such message */
export function readEvent(record: Uint8Array): EventContent {
  const event = eventType.decode(record) as unknown as Event;
  const time = event.wallTime === undefined ? null : event.wallTime * 1000;
  const step = typeof event.step === 'object' ? event.step.toNumber() : (event.step ?? 0);
  const content: EventContent = { stepText: String(event.step ?? 0), scalars: [], hparams: {}, time };
  for (const value of event.summary?.value ?? []) {
    const plugin = value.metadata?.pluginData;
    if (plugin?.pluginName === 'hparams' && plugin.content)
      Object.assign(content.hparams, hparamsOf(plugin.content));
    const number = numberOf(value);
    if (value.tag && number !== null)
      content.scalars.push({ tag: value.tag, step, time: time ?? 0, value: number });
  }
  return content;
}

/** TensorFlow 1 and its imitators write `simple_value`, TensorFlow 2 a tensor of one number. */
function numberOf(value: Value): number | null {
  const { simpleValue, tensor } = value;
  // An absent field reads as 0 from the message's prototype; a value of 0 is written out.
  if (Object.hasOwn(value, 'simpleValue')) return simpleValue ?? null;
  if (!tensor) return null;
  if (tensor.dtype === FLOAT) {
    if (tensor.floatVal?.length === 1) return tensor.floatVal[0]!;
    if (tensor.content?.length === 4) return viewOf(tensor.content).getFloat32(0, true);
  }
  if (tensor.dtype === DOUBLE) {
    if (tensor.doubleVal?.length === 1) return tensor.doubleVal[0]!;
    if (tensor.content?.length === 8) return viewOf(tensor.content).getFloat64(0, true);
  }
  return null;
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function hparamsOf(content: Uint8Array): Record<string, ForeignValue> {
  type Any = { numberValue?: number; stringValue?: string; boolValue?: boolean };
  const message = hparamsType.decode(content) as unknown as {
    sessionStart?: { hparams?: { key: string; value: Any }[] };
  };
  const values: Record<string, ForeignValue> = {};
  for (const { key: name, value: any } of message.sessionStart?.hparams ?? []) {
    const own = (key: keyof Any): boolean => Object.hasOwn(any, key);
    if (own('numberValue')) values[name] = any.numberValue!;
    else if (own('boolValue')) values[name] = any.boolValue!;
    else if (own('stringValue')) values[name] = readValue(any.stringValue!);
  }
  return values;
}
