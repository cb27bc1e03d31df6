/** Vocabulary of the science topics. */
import { type Topic, words } from '../topic.ts';

export const scienceTopics: readonly Topic[] = [
  {
    category: 'science',
    subcategory: 'space',
    field: 'space',
    nouns: words('planet rocket star moon orbit satellite astronaut telescope sun launch earth sky'),
    jargon: words(
      'liftoff payload exoplanet booster nebula lander asteroid comet spacewalk capsule supernova ' +
        'rover module splashdown galaxy eclipse probe thruster spacesuit meteor crater countdown ' +
        'heatshield starfield',
    ),
    deeds: words('orbits docks launches beams splashes glides'),
    actions: words('launched observed orbited explored'),
    roles: words('astronaut engineer pilot astronomer'),
    organisations: words('Aerospace Observatory Orbital'),
  },
  {
    category: 'science',
    subcategory: 'gadgets',
    field: 'technology',
    nouns: words('phone computer screen battery device camera software user network data machine app'),
    jargon: words(
      'smartphone foldable firmware chipset wearable earbuds tablet router touchscreen beta glitch ' +
        'hacker pixels smartwatch drone headset patch bluetooth charger malware emulator keyboard ' +
        'interface gigabit',
    ),
    deeds: words('unboxes debuts patches crashes uploads syncs'),
    actions: words('designed tested charged connected'),
    roles: words('engineer designer programmer tester'),
    organisations: words('Devices Systems Labs'),
  },
  {
    category: 'science',
    subcategory: 'archaeology',
    field: 'archaeology',
    nouns: words('ruin tomb bone stone museum king temple coin wall history village tool'),
    jargon: words(
      'excavation fossil relic hieroglyph mummy hoard mosaic amphora burial pharaoh artefact ' +
        'monolith neolithic papyrus sarcophagus pottery inscription catacomb shard bronze skeleton ' +
        'chariot barrow obelisk',
    ),
    deeds: words('unearths deciphers digs restores dates exhumes'),
    actions: words('found dug studied discovered'),
    roles: words('historian scholar curator digger'),
    organisations: words('Museum Institute Trust'),
  },
];
