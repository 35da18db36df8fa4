/** Listings for the benchmarks: pages as servers of two generations send them, the same for the same number. */
export const pageSize = 1000;
const drivers = [
  'HAM',
  'BOT',
  'VET',
  'RAI',
  'RIC',
  'VER',
  'ALO',
  'VAN',
  'PER',
  'OCO',
  'MAS',
  'STR',
  'HUL',
  'SAI',
  'GRO',
  'MAG',
  'WEH',
  'ERI',
];
const circuits = ['Spa-Francorchamps', 'Monza', 'Silverstone', 'Suzuka', 'Interlagos', 'Hungaroring', 'Sepang', 'Yas Marina', 'Catalunya'];
const types = ['Practice', 'Qualifying', 'Race', 'Test', 'Filming Day'];

/** The same bits for the same number, spread well. */
function mixed(value: number): number {
  let bits = Math.imul(value + 0x9e3779b9, 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
const hex = (value: number): string => mixed(value).toString(16).padStart(8, '0');
function guid(index: number): string {
  const [a, b, c, d] = [hex(index * 4), hex(index * 4 + 1), hex(index * 4 + 2), hex(index * 4 + 3)];
  return `${a}-${b.slice(0, 4)}-${b.slice(4)}-${c.slice(0, 4)}-${c.slice(4)}${d}`;
}
const pick = (list: readonly string[], value: number): string => list[value % list.length] ?? '';

/** A page as a server of the oldest generation sends it, newest first; as a later one, with details. */
export function page(number: number, details: boolean): Uint8Array {
  const sessions = Array.from({ length: pageSize }, (_, at) => {
    const index = number * pageSize + at;
    const time = new Date(Date.UTC(2017, 9, 23, 22, 7, 58) - index * 97_000).toISOString().slice(0, 19);
    const bits = mixed(index);
    const common = {
      Key: guid(index),
      Identifier: time.replace(/\D/g, '').slice(2),
      TimeOfRecording: `${time}.${String(bits % 10_000_000).padStart(7, '0')}`,
      TimeZone: 'UTC',
      SessionType: pick(types, bits),
    };
    const day = (hour: number): string => `${String(hour)}:19:45.0450000`;
    if (!details) return { ...common, StartTime: day(11), EndTime: day(12), LapsCount: bits % 70, Id: index, State: bits % 3 };
    const start = {
      Start: `1970-01-01T${day(11)}`,
      End: `1970-01-01T${day(12)}`,
      LapsCount: bits % 70,
      State: index === 0 ? 'Live' : 'Historical',
    };
    const pairs = {
      'Driver': pick(drivers, bits >>> 3),
      'Car': `C${bits % 40}`,
      'Circuit': pick(circuits, bits >>> 8),
      'Session Name': `Run ${bits % 900}`,
    };
    return { ...common, ...start, SessionDetails: Object.entries(pairs).map(([Name, Value]) => ({ Name, Value })) };
  });
  return new TextEncoder().encode(JSON.stringify(sessions));
}
