import type { PageDefinition } from '../definition.ts';
import {
  cardHistory,
  fleetFigures,
  fleetHeat,
  powerCourse,
  temperatureCourse,
  utilisationCourse,
} from './compute-panels.ts';

/** 算力监控: the fleet card by card. */
export const COMPUTE: PageDefinition = {
  id: 'compute',
  title: '算力监控',
  panels: [
    fleetFigures('1 / 1 / 3 / 13'),
    fleetHeat('3 / 1 / 9 / 5'),
    utilisationCourse('3 / 5 / 6 / 8'),
    powerCourse('3 / 8 / 6 / 11'),
    temperatureCourse('3 / 11 / 6 / 13'),
    cardHistory('6 / 5 / 9 / 13'),
  ],
};
