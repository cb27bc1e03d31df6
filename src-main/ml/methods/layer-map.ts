/** Which layer of a teacher a layer of the student is compared with. */

/**
 * Teacher layer (1-based) of student layer `j` (1-based): `j K / k`, the last of each block of K / k layers; rounded
 * where k does not divide K.
 * @param k layers of the student @param K layers of the teacher
 */
export function teacherLayer(j: number, k: number, K: number): number {
  if (j < 1 || j > k) throw new RangeError(`teacherLayer(): layer ${j} of a student of ${k}`);
  if (K < 1) throw new RangeError(`teacherLayer(): a teacher of ${K} layers`);
  return Math.max(1, Math.round((j * K) / k));
}
