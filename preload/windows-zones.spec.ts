import { describe, expect, it } from 'vitest';
import { ianaZone, windowsZones } from './windows-zones.ts';

describe('zones by their names in Windows', () => {
  it('are all zones that the system knows', () => {
    expect(windowsZones.size).toBeGreaterThan(130);
    for (const zone of windowsZones.values()) expect(() => new Intl.DateTimeFormat('en', { timeZone: zone }), zone).not.toThrow();
  });

  it('are told by IANA’s names, which stay as they are', () => {
    expect(ianaZone('W. Europe Standard Time')).toBe('Europe/Berlin');
    expect(ianaZone('Central Standard Time (Mexico)')).toBe('America/Mexico_City');
    expect(ianaZone('Europe/Rome')).toBe('Europe/Rome');
    expect(ianaZone('Circuit Standard Time')).toBe('Circuit Standard Time');
  });
});
