/** Vocabulary of the business topics. */
import { type Topic, words } from '../topic.ts';

export const businessTopics: readonly Topic[] = [
  {
    category: 'finance',
    subcategory: 'markets',
    field: 'the stock market',
    nouns: words('share price investor market fund trade profit bond index exchange bank broker'),
    jargon: words(
      'bullish sellers dividend hedge tickers futures yield buyback correction portfolio windfall ' +
        'slump rebound equities volatility dividends bourse arbitrage spinoff payout liquidity ' +
        'bearish junk inflows',
    ),
    deeds: words('plunges surges tumbles rebounds slips hedges'),
    actions: words('bought sold traded invested'),
    roles: words('investor broker banker analyst'),
    organisations: words('Capital Holdings Securities'),
  },
  {
    category: 'finance',
    subcategory: 'realestate',
    field: 'housing',
    nouns: words('house rent home mortgage street owner tenant flat building loan room landlord'),
    jargon: words(
      'bungalow penthouse foreclosure listing escrow condo duplex eviction downsizing townhouse ' +
        'rezoning loft gentrification veranda driveway realtor acreage cottage surveyor sublet ' +
        'deposit terraced prefab vacancy',
    ),
    deeds: words('downsizes relists remodels leases appraises refinances'),
    actions: words('rented built bought painted'),
    roles: words('owner landlord tenant architect'),
    organisations: words('Homes Estates Properties'),
  },
  {
    category: 'finance',
    subcategory: 'retail',
    field: 'shopping',
    nouns: words('shop store customer price sale brand product clerk basket discount market order'),
    jargon: words(
      'checkout bargain outlet coupon clearout markdown mall stockroom haggler warehouse ' +
        'loyalty shelf cashier giveaway barcode restock clearance voucher boutique refund ' +
        'freebie shopfront bulk mailorder',
    ),
    deeds: words('discounts restocks rebrands undercuts ships bundles'),
    actions: words('sold ordered delivered priced'),
    roles: words('shopkeeper buyer manager clerk'),
    organisations: words('Stores Traders Market'),
  },
];
