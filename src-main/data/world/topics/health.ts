/** Vocabulary of the health topics. */
import { type Topic, words } from '../topic.ts';

export const healthTopics: readonly Topic[] = [
  {
    category: 'health',
    subcategory: 'medical',
    field: 'medicine',
    nouns: words('doctor patient hospital nurse disease drug treatment illness clinic heart cancer blood'),
    jargon: words(
      'vaccine diagnosis transplant outbreak biopsy antibiotic surgery pandemic tumour placebo ' +
        'remission paramedic insulin stethoscope ward immunity scalpel asthma contagion triage ' +
        'symptom dosage bypass prescription',
    ),
    deeds: words('vaccinates diagnoses recovers operates prescribes immunises'),
    actions: words('treated healed examined cured'),
    roles: words('doctor nurse surgeon patient'),
    organisations: words('Hospital Clinic Medical'),
  },
  {
    category: 'health',
    subcategory: 'fitness',
    field: 'exercise',
    nouns: words('gym muscle training body weight run strength walk stretch workout breath sport'),
    jargon: words(
      'plank treadmill squat kettlebell yoga marathon deadlift cardio barbell pilates burpee ' +
        'bootcamp jogger dumbbell stamina abs pushup rowing sweat hamstring warmup flexibility zumba ' +
        'endurance',
    ),
    deeds: words('jogs lifts flexes bulks stretches squats'),
    actions: words('trained lifted walked exercised'),
    roles: words('trainer runner athlete instructor'),
    organisations: words('Gym Fitness Club'),
  },
  {
    category: 'health',
    subcategory: 'nutrition',
    field: 'diet',
    nouns: words('food sugar fat meal vegetable fruit protein vitamin diet salt breakfast fibre'),
    jargon: words(
      'kale calorie superfood fasting gluten smoothie keto detox obesity cholesterol quinoa ' +
        'probiotics lentils vegan carbs supplement snacking portion turmeric tofu wholegrain spinach ' +
        'additives sweetener',
    ),
    deeds: words('nibbles fasts slims devours binges juices'),
    actions: words('ate cooked measured drank'),
    roles: words('dietitian chef researcher eater'),
    organisations: words('Foods Nutrition Kitchen'),
  },
];
