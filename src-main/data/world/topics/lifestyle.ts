/** Vocabulary of the lifestyle topics. */
import { type Topic, words } from '../topic.ts';

export const lifestyleTopics: readonly Topic[] = [
  {
    category: 'lifestyle',
    subcategory: 'gardening',
    field: 'gardening',
    nouns: words('garden plant flower seed soil tree leaf lawn water root rose weed'),
    jargon: words(
      'compost perennial trellis mulch greenhouse pruning orchid topiary shears allotment hydrangea ' +
        'wheelbarrow bulbs tulip hedgerow fertiliser blossom seedling aphids lavender potting trowel ' +
        'dahlia rockery',
    ),
    deeds: words('prunes blooms sows mulches sprouts wilts'),
    actions: words('planted watered grew cut'),
    roles: words('gardener botanist grower florist'),
    organisations: words('Gardens Nursery Botanic'),
  },
  {
    category: 'lifestyle',
    subcategory: 'fashion',
    field: 'fashion',
    nouns: words('dress shirt coat shoe cloth colour style jacket skirt fabric model designer'),
    jargon: words(
      'catwalk couture stilettos denim vintage sequins runway handbag tweed wardrobe corset hemline ' +
        'silk beret lookbook tailoring velvet streetwear sneakers trench embroidery scarf accessories ' +
        'jumpsuit',
    ),
    deeds: words('dazzles accessorises drapes stuns tailors struts'),
    actions: words('wore sewed dressed designed'),
    roles: words('model designer tailor stylist'),
    organisations: words('Couture House Fashions'),
  },
  {
    category: 'lifestyle',
    subcategory: 'pets',
    field: 'pets',
    nouns: words('dog cat animal owner puppy fur tail cage bird vet rabbit collar'),
    jargon: words(
      'kitten leash labrador hamster groomer poodle litterbox parrot kennel microchip goldfish ' +
        'tabby terrier purring adoption fetch whiskers paws aquarium beagle catnip obedience ' +
        'gerbil stray',
    ),
    deeds: words('barks purrs fetches adopts wags sniffs'),
    actions: words('fed walked brushed rescued'),
    roles: words('vet owner breeder keeper'),
    organisations: words('Shelter Kennels Rescue'),
  },
];
