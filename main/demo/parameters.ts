/** The parameters of every session: those of a car's chassis and engine, then rows of sensors as real loggers have them. */

export type Signal =
  | 'speed'
  | 'gear'
  | 'engine'
  | 'lateral'
  | 'longitudinal'
  | 'throttle'
  | 'brake'
  | 'steer'
  | 'distance'
  | 'lapDistance'
  | 'temperature'
  | 'level';

export interface Parameter {
  readonly name: string;
  readonly group: string;
  readonly description: string;
  readonly units: string;
  /** C style. */
  readonly format: string;
  readonly low: number;
  readonly high: number;
  /** Samples a second at the logger's own rate. */
  readonly rate: number;
  readonly signal: Signal;
  /** Decimals of a sample. */
  readonly decimals: number;
}

type Row = readonly [
  name: string,
  group: string,
  description: string,
  units: string,
  decimals: number,
  low: number,
  high: number,
  rate: number,
  signal: Signal,
];

const single: readonly Row[] = [
  ['vCar', 'Chassis', 'Car Speed', 'kph', 2, 0, 400, 100, 'speed'],
  ['gLat', 'Chassis', 'Lateral acceleration', 'g', 4, -5, 5, 200, 'lateral'],
  ['gLong', 'Chassis', 'Longitudinal acceleration', 'g', 4, -6, 2, 200, 'longitudinal'],
  ['NGear', 'Chassis', 'Gear', '', 0, 0, 8, 50, 'gear'],
  ['nEngine', 'Chassis', 'Engine speed', 'rpm', 0, 0, 15000, 100, 'engine'],
  ['rThrottlePedal', 'Chassis', 'Throttle pedal', '%', 1, 0, 100, 100, 'throttle'],
  ['pBrakeF', 'Chassis', 'Front brake pressure', 'bar', 1, 0, 150, 100, 'brake'],
  ['pBrakeR', 'Chassis', 'Rear brake pressure', 'bar', 1, 0, 120, 100, 'brake'],
  ['aSteerWheel', 'Chassis', 'Steering wheel angle', 'deg', 1, -240, 240, 100, 'steer'],
  ['sRun', 'Chassis', 'Distance since the start of the run', 'm', 1, 0, 400000, 20, 'distance'],
  ['sLap', 'Chassis', 'Distance since the start of the lap', 'm', 1, 0, 8000, 20, 'lapDistance'],
  ['vCarMG', 'Chassis', 'Car speed from engine speed', 'kph', 2, 0, 400, 100, 'speed'],
  ['vCarHigh', 'Chassis', 'Highest wheel speed, adjusted to the centreline', 'kph', 2, 0, 400, 100, 'speed'],
  ['TWater', 'PU', 'Water temperature', '°C', 1, 20, 130, 10, 'temperature'],
  ['TOil', 'PU', 'Oil temperature', '°C', 1, 20, 150, 10, 'temperature'],
  ['TGearbox', 'Gearbox', 'Gearbox oil temperature', '°C', 1, 20, 150, 10, 'temperature'],
  ['pOil', 'PU', 'Oil pressure', 'bar', 2, 0, 10, 10, 'engine'],
  ['mFuel', 'PU', 'Fuel left', 'kg', 2, 0, 110, 1, 'level'],
  ['rBattery', 'ERS', 'State of charge', '%', 1, 0, 100, 10, 'level'],
];

const corners = ['FL', 'FR', 'RL', 'RR'] as const;
const perCorner: readonly Row[] = [
  ['vWheel', 'Chassis', 'Wheel speed', 'kph', 2, 0, 400, 100, 'speed'],
  ['TTyre', 'Tyres', 'Tyre temperature', '°C', 1, 20, 140, 10, 'temperature'],
  ['pTyre', 'Tyres', 'Tyre pressure', 'bar', 3, 0.8, 2, 1, 'temperature'],
  ['TBrakeDisc', 'Chassis', 'Brake disc temperature', '°C', 0, 50, 1100, 20, 'temperature'],
  ['xDamper', 'Chassis', 'Damper travel', 'mm', 2, -10, 60, 200, 'longitudinal'],
  ['FPushrod', 'Chassis', 'Pushrod load', 'N', 0, -2000, 12000, 200, 'speed'],
  ['hRide', 'Aero', 'Ride height', 'mm', 2, 0, 120, 100, 'longitudinal'],
];

const sensors: readonly (readonly [
  prefix: string,
  group: string,
  description: string,
  units: string,
  low: number,
  high: number,
  signal: Signal,
])[] = [
  ['pAero', 'Aero', 'Pressure tapping', 'mbar', -60, 40, 'speed'],
  ['TBay', 'Chassis', 'Bay temperature', '°C', 15, 95, 'temperature'],
  ['VCell', 'ERS', 'Cell voltage', 'V', 2.8, 4.2, 'level'],
  ['gVib', 'PU', 'Vibration', 'g', 0, 60, 'engine'],
  ['fTAGDisp', 'TAG320BIOS', 'Display value', '', 0, 255, 'gear'],
];
const sensorsEach = 80;

/** All of them, in the order in which a session lists them. */
export function allParameters(): readonly Parameter[] {
  const parameters = single.map(parameter);
  for (const [name, group, description, ...rest] of perCorner) {
    for (const corner of corners) parameters.push(parameter([`${name}${corner}`, group, `${description}, ${corner}`, ...rest]));
  }
  for (const [prefix, group, description, units, low, high, signal] of sensors) {
    for (let number = 1; number <= sensorsEach; number += 1) {
      const two = String(number).padStart(2, '0');
      parameters.push(parameter([`${prefix}${two}`, group, `${description} ${two}`, units, 3, low, high, 10, signal]));
    }
  }
  return parameters;
}

function parameter([name, group, description, units, decimals, low, high, rate, signal]: Row): Parameter {
  return { name, group, description, units, format: `%5.${decimals}f`, low, high, rate, signal, decimals };
}

/** `vCar:Chassis`. */
export const identifierOf = ({ name, group }: Parameter): string => `${name}:${group}`;
