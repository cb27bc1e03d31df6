/** Vocabulary of the public topics. */
import { type Topic, words } from '../topic.ts';

export const publicTopics: readonly Topic[] = [
  {
    category: 'news',
    subcategory: 'elections',
    field: 'politics',
    nouns: words('vote party election candidate leader minister campaign council law voter government seat'),
    jargon: words(
      'ballot landslide runoff caucus incumbent pollster swing manifesto filibuster coalition ' +
        'frontrunner turnout recount primaries stump debate lobbyist gerrymander veto endorsement ' +
        'constituency whip byelection hustings',
    ),
    deeds: words('campaigns concedes canvasses vetoes endorses filibusters'),
    actions: words('voted elected governed promised'),
    roles: words('minister candidate senator mayor'),
    organisations: words('Party Alliance Council'),
  },
  {
    category: 'news',
    subcategory: 'courts',
    field: 'the law',
    nouns: words('court judge trial jury lawyer case witness sentence prison police crime law'),
    jargon: words(
      'verdict acquittal indictment perjury bail subpoena plea testimony felony mistrial appeal ' +
        'prosecutor litigation docket affidavit hearing lawsuit injunction parole retrial gavel ' +
        'deposition settlement tribunal',
    ),
    deeds: words('sues testifies appeals pleads acquits subpoenas'),
    actions: words('judged accused defended questioned'),
    roles: words('judge lawyer witness officer'),
    organisations: words('Chambers Partners Legal'),
  },
  {
    category: 'news',
    subcategory: 'education',
    field: 'education',
    nouns: words('school teacher pupil class student exam book lesson university college course classroom'),
    jargon: words(
      'curriculum tuition syllabus dropout scholarship truancy kindergarten homework semester ' +
        'diploma dean enrolment literacy graduation campus tutor detention spelling alumni gradebook ' +
        'recess faculty thesis bursary',
    ),
    deeds: words('enrols graduates tutors expels lectures grades'),
    actions: words('taught studied learned read'),
    roles: words('teacher pupil professor student'),
    organisations: words('School College Academy'),
  },
];
