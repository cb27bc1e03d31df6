/** Invented names of people, places and organisations, made of syllables so that no real person or brand is meant. */
import type { Rng } from '#shared/random.ts';
import { words } from './topic.ts';

const firstNames = words(
  'Ada Bela Cora Dario Edda Falk Greta Hanno Ivo Jana Kito Lena Mika Nilo Orla Pavo Quin Rosa Sana Tavi Ulla Vito Wanda Xenia Yara Zeno',
);
const surnameHeads = words(
  'Var Ok Mir Tal Ben Dor Fen Gal Hol Ist Jor Kal Lun Mor Nev Or Pel Quar Ren Sol Tor Ul Ves Wel Yor Zan',
);
const surnameTails = words('den elo ane ova mont rick sen ward ami etta imov hart enko ison abe');
const placeHeads = words(
  'Har Tol Bren Cald Dun Esk Farn Glen Hazel Ives Kelm Lang Marl Nor Oak Pem Raven Strel Thorn Wex',
);
const placeTails = words('wick mere ford ton bury dale haven moor stead gate');
const emblems = words(
  'Lanterns Greybacks Foxes Anchors Comets Badgers Millers Herons Pilgrims Anvils Ravens Beacons Otters Saddlers ' +
    'Harriers Cobblers Falcons Mariners Lynxes Potters Swifts Thistles Wardens Bisons Cranes Druids Embers Ferrets ' +
    'Geckos Hornets Ibises Jackdaws Kestrels Larks Magpies Nomads Owls Pipers Quarries Rooks Sparrows Tinkers Umbers ' +
    'Vikings Weavers Yeomen Zephyrs Acorns Brewers Cutlers Dolphins Eagles Flints Gulls Hammers Islanders Jokers ' +
    'Knights Lions Moles Newts Orcas Panthers Quails Rangers Stags Terns Unicorns Vipers Wolves Yaks Zebras Arrows ' +
    'Bears Condors Dragons Elks Finches Giants Hawks Imps Jaguars Kites Lancers Monks Nightjars Oxen Puffins Quivers ' +
    'Robins Shields Tigers Urchins Voles Wasps Warblers Boars Colts Drakes',
);

/** All combinations of two syllable lists in a random order, without repeats. */
function combine(rng: Rng, heads: readonly string[], tails: readonly string[]): string[] {
  return rng.shuffle(heads.flatMap((head) => tails.map((tail) => head + tail)));
}

/** Unique names in the order a world hands them out; each list is finite, and its length is what a world can use. */
export interface Names {
  firstNames: readonly string[];
  surnames: readonly string[];
  places: readonly string[];
  emblems: readonly string[];
}

export function inventNames(rng: Rng): Names {
  return {
    firstNames,
    surnames: combine(rng, surnameHeads, surnameTails),
    places: combine(rng, placeHeads, placeTails),
    emblems: rng.shuffle([...emblems]),
  };
}
