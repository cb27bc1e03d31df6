/** One row of news.tsv: MIND's eight columns and the body. */
import type { Catalogue } from './catalogue.ts';

interface Entity {
  Label: string;
  /** P person, O organisation, G place. */
  Type: 'P' | 'O' | 'G';
  WikidataId: string;
  Confidence: number;
  OccurrenceOffsets: number[];
  SurfaceForms: string[];
}

function entity(text: string, label: string, type: Entity['Type'], surface: string): Entity[] {
  const at = text.indexOf(surface);
  if (at < 0) return [];
  return [
    {
      Label: label,
      Type: type,
      // The world has no Wikidata: the id is the label, so that equal things keep equal ids.
      WikidataId: label.replaceAll(' ', '_'),
      Confidence: 1,
      OccurrenceOffsets: [at],
      SurfaceForms: [surface],
    },
  ];
}

/** Tab-separated, without line end. News `n` has the id `N{n + 1}`. */
export function newsRow(catalogue: Catalogue, n: number): string {
  const story = catalogue.storyFor(n);
  const { title, abstract, body } = catalogue.articleFor(n);
  const { category, subcategory } = catalogue.topics[story.topic]!;
  const { person, organisation, place } = story;
  const entities = (text: string) =>
    JSON.stringify([
      ...entity(text, `${person.firstName} ${person.surname}`, 'P', person.surname),
      ...entity(text, organisation.name, 'O', organisation.nickname),
      ...entity(text, place, 'G', place),
    ]);
  const url = `https://news.example/${category}/${subcategory}/n${n + 1}.html`;
  return [
    `N${n + 1}`,
    category,
    subcategory,
    title,
    abstract,
    url,
    entities(title),
    entities(abstract),
    body,
  ].join('\t');
}
