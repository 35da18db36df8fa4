/** A connection of a server: what the list shows. */
export interface Place {
  readonly serverId: string;
  readonly connection: string;
}

/** One text per place, for maps. Server ids hold no line break. */
export const placeId = (place: Place): string => `${place.serverId}\n${place.connection}`;

export const samePlace = (a: Place | undefined, b: Place | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a.serverId === b.serverId && a.connection === b.connection);
