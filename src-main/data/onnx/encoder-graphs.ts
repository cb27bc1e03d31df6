/** The two graphs of a recommender: from word pieces to a news vector, and from clicked news vectors to a user vector. */
import { GraphBuilder } from './graph-builder.ts';
import { graphContext, linearNodes, type Precision } from './linear-nodes.ts';
import { plmNodes } from './plm-nodes.ts';
import { poolingNodes } from './pooling-nodes.ts';
import { shapeOf, type WeightSource } from './recommender-weights.ts';

export interface NewsGraphOptions {
  precision: Precision;
  /** `unmasked` pools padding too: texts must then be padded to the length of training. */
  tokenPooling: 'masked' | 'unmasked';
}

/**
 * `input_ids` [batch, length] int64 and `attention_mask` [batch, length] int64 (1 for a word piece, 0 for padding) to
 * `news_vector` [batch, newsDim] float32. Batch and length are free, the length up to the PLM's positions.
 */
export function newsEncoderGraph(
  weights: WeightSource,
  { precision, tokenPooling }: NewsGraphOptions,
): GraphBuilder {
  const graph = new GraphBuilder('news-encoder');
  const context = graphContext(graph, weights, precision);
  const ids = graph.input('input_ids', 'int64', ['batch', 'length']);
  const mask = graph.node('Cast', [graph.input('attention_mask', 'int64', ['batch', 'length'])], { to: 1 });
  const hidden = plmNodes(context, ids, mask);
  const pooled = poolingNodes(context, 'news.pooling', hidden, tokenPooling === 'masked' ? mask : undefined);
  const [newsDim] = shapeOf(weights, 'news.dense.weight', 2);
  // The last map makes the vector that is ranked by: in float32 it costs nothing beside the PLM.
  graph.output('news_vector', linearNodes(context, 'news.dense', pooled, 'float32'), ['batch', newsDim]);
  return graph;
}

/**
 * `history` [batch, clicks, newsDim] float32 and `history_mask` [batch, clicks] int64 to `user_vector` [batch, newsDim];
 * the zero vector for a user without clicks. Always float32: it is small.
 */
export function userEncoderGraph(weights: WeightSource): GraphBuilder {
  const graph = new GraphBuilder('user-encoder');
  const context = graphContext(graph, weights, 'float32');
  const newsDim = shapeOf(weights, 'user.pooling.att_fc1.weight', 2)[1];
  const history = graph.input('history', 'float32', ['batch', 'clicks', newsDim]);
  const mask = graph.node('Cast', [graph.input('history_mask', 'int64', ['batch', 'clicks'])], { to: 1 });
  graph.output('user_vector', poolingNodes(context, 'user.pooling', history, mask), ['batch', newsDim]);
  return graph;
}
