/** Outlines of the shapes that stand for methods, around the origin. */
import type { Shape } from './method-colours.ts';

/** Half a side is as long as makes all shapes look equally large. */
export function markPath(shape: Shape, radius: number): string {
  const r = radius;
  if (shape === 'rectRot') return `M0 ${-1.2 * r}L${1.2 * r} 0L0 ${1.2 * r}L${-1.2 * r} 0Z`;
  if (shape === 'triangle') return `M0 ${-1.15 * r}L${1.15 * r} ${0.9 * r}H${-1.15 * r}Z`;
  if (shape === 'rect') return `M${-0.9 * r} ${-0.9 * r}H${0.9 * r}V${0.9 * r}H${-0.9 * r}Z`;
  return `M${-r} 0A${r} ${r} 0 1 1 ${r} 0A${r} ${r} 0 1 1 ${-r} 0Z`;
}
