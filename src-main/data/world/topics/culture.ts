/** Vocabulary of the culture topics. */
import { type Topic, words } from '../topic.ts';

export const cultureTopics: readonly Topic[] = [
  {
    category: 'entertainment',
    subcategory: 'movies',
    field: 'cinema',
    nouns: words('film actor scene director story screen role cinema camera audience script studio'),
    jargon: words(
      'blockbuster sequel trailer cameo remake flop premiere villain reboot prequel stuntman ' +
        'popcorn thriller biopic screenplay casting franchise noir closeup spoiler animation ' +
        'paparazzi cliffhanger matinee',
    ),
    deeds: words('stars directs premieres reboots auditions screens'),
    actions: words('filmed acted directed watched'),
    roles: words('actor director producer writer'),
    organisations: words('Pictures Studios Films'),
  },
  {
    category: 'entertainment',
    subcategory: 'music',
    field: 'music',
    nouns: words('song band singer album guitar concert drum voice stage record piano fan'),
    jargon: words(
      'ballad encore playlist vinyl riff setlist chorus duet falsetto remix mixtape soundcheck ' +
        'headliner songwriter anthem bassline groupie lyrics symphony gig tempo duo amplifier ' +
        'orchestra',
    ),
    deeds: words('croons tours strums raps serenades headlines'),
    actions: words('sang played recorded toured'),
    roles: words('singer drummer guitarist composer'),
    organisations: words('Records Band Quartet'),
  },
  {
    category: 'entertainment',
    subcategory: 'theatre',
    field: 'theatre',
    nouns: words('play stage actor curtain audience drama scene costume role ticket director crowd'),
    jargon: words(
      'understudy monologue matinees ovation musical revival rehearsal footlights pantomime balcony ' +
        'puppetry soliloquy improv tragedy intermission playwright usher greasepaint farce backstage ' +
        'ensemble puppets limelight vaudeville',
    ),
    deeds: words('rehearses bows improvises upstages recites enthrals'),
    actions: words('staged performed played rehearsed'),
    roles: words('actress playwright director dancer'),
    organisations: words('Theatre Players Playhouse'),
  },
];
