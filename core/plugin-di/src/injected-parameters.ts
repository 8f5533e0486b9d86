import 'reflect-metadata';

/** Which parameters of a class's constructor have a token: their positions, from 0. */
const POSITIONS = Symbol.for('headwind.plugin-di.positions');

export function rememberToken(target: object, position: number): void {
  Reflect.defineMetadata(POSITIONS, [...positionsOf(target), position], target);
}

/** The positions of the parameters that would be undefined, from 0. A parameter with a default value, and what follows, may be. */
export function parametersWithoutToken(target: { readonly length: number } & object): readonly number[] {
  const positions = positionsOf(target);
  return Array.from({ length: target.length }, (_, position) => position).filter(
    (position) => !positions.includes(position),
  );
}

function positionsOf(target: object): readonly number[] {
  return Reflect.getOwnMetadata(POSITIONS, target) ?? [];
}
