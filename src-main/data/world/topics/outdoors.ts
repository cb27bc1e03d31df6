/** Vocabulary of the outdoors topics. */
import { type Topic, words } from '../topic.ts';

export const outdoorsTopics: readonly Topic[] = [
  {
    category: 'autos',
    subcategory: 'cars',
    field: 'cars',
    nouns: words('car engine driver road wheel brake speed fuel tyre motor vehicle garage'),
    jargon: words(
      'hatchback horsepower convertible gearbox hybrid sedan turbo recall supercar dashboard clutch ' +
        'plugin roadster airbag exhaust mileage torque bumper chassis pickup carburettor showroom ' +
        'coupe spoilers',
    ),
    deeds: words('accelerates revs brakes overtakes recalls idles'),
    actions: words('drove repaired parked braked'),
    roles: words('driver mechanic dealer racer'),
    organisations: words('Motors Autos Automotive'),
  },
  {
    category: 'travel',
    subcategory: 'journeys',
    field: 'travel',
    nouns: words('trip hotel beach flight train island ticket passenger holiday tourist airport guide'),
    jargon: words(
      'itinerary stopover cruise hostel backpacker layover souvenir passport jetlag resort ' +
        'sleeper excursion lagoon concierge upgrade backpack sightseeing visa suitcase ferry ' +
        'snorkel staycation boarding gateway',
    ),
    deeds: words('sails wanders books boards jets hitchhikes'),
    actions: words('visited travelled flew stayed'),
    roles: words('guide traveller pilot captain'),
    organisations: words('Airlines Tours Resorts'),
  },
  {
    category: 'weather',
    subcategory: 'storms',
    field: 'weather',
    nouns: words('rain wind storm snow cloud temperature ice heat sky flood forecast summer'),
    jargon: words(
      'blizzard heatwave cyclone drought downpour frost tornado gale drizzle hailstones monsoon ' +
        'sleet thunder barometer floodwater icicles gust avalanche humidity snowdrift mudslide ' +
        'landfall whiteout mist',
    ),
    deeds: words('drenches thaws batters freezes scorches floods'),
    actions: words('rained snowed froze blew'),
    roles: words('forecaster farmer sailor ranger'),
    organisations: words('Weather Meteorology Coastguard'),
  },
];
