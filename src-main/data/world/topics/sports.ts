/** Vocabulary of the sports topics. */
import { type Topic, words } from '../topic.ts';

export const sportsTopics: readonly Topic[] = [
  {
    category: 'sports',
    subcategory: 'soccer',
    field: 'football',
    nouns: words('match goal league team pitch penalty defender ball referee stadium kick cup'),
    jargon: words(
      'hattrick equaliser nutmeg screamer sweeper treble derby relegation crossbar tackle winger ' +
        'dugout stoppage volley header wonderkid playmaker offside shootout backheel terrace fixture ' +
        'clincher sidelines',
    ),
    deeds: words('nets thumps volleys dribbles outfoxes rattles'),
    actions: words('scored passed defended kicked'),
    roles: words('striker goalkeeper coach midfielder'),
    organisations: words('Rovers Athletic United'),
  },
  {
    category: 'sports',
    subcategory: 'tennis',
    field: 'tennis',
    nouns: words('court racket serve set tournament ball net player champion seed title umpire'),
    jargon: words(
      'tiebreak backhand forehand lob deuce baseline wildcard breakpoint slice rally dropshot ' +
        'qualifier doubles ace smash topspin clubhouse groundstroke unseeded whitewash racquet ' +
        'rematch overhead lefty',
    ),
    deeds: words('aces outlasts breaks sweeps grinds serves'),
    actions: words('served returned beat won'),
    roles: words('player champion umpire trainer'),
    organisations: words('Open Masters Tennis'),
  },
  {
    category: 'sports',
    subcategory: 'cycling',
    field: 'cycling',
    nouns: words('race bicycle rider stage road wheel climb jersey finish hill sprint helmet'),
    jargon: words(
      'peloton breakaway velodrome echelon pedal saddle cadence derailleur domestique timetrial ' +
        'puncture cobbles gravel hairpin soloist leadout chainring handlebar prologue summit ' +
        'switchback escapee bidon tandem',
    ),
    deeds: words('pedals attacks solos sprints chases descends'),
    actions: words('climbed raced rode crossed'),
    roles: words('rider mechanic sprinter climber'),
    organisations: words('Wheelers Racing Velo'),
  },
];
