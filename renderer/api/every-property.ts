/** An object that has every property, each made once by `make`. A promise's `then` is none of them. */
export function everyProperty<T>(make: (name: string) => T): Readonly<Record<string, T>> {
  const made = new Map<string, T>();
  return new Proxy<Record<string, T>>(
    {},
    {
      get: (_target, name) => {
        if (typeof name !== 'string' || name === 'then') return undefined;
        const known = made.get(name);
        if (known !== undefined) return known;
        const fresh = make(name);
        made.set(name, fresh);
        return fresh;
      },
    },
  );
}
