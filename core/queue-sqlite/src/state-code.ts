/** How a delivery's state is stored. `leased` is not: a lease ends with the process. */
export const PENDING = 0;
export const DELIVERED = 1;
export const DEAD = 2;

export type StateCode = typeof PENDING | typeof DELIVERED | typeof DEAD;

export const CODES = { pending: PENDING, delivered: DELIVERED, dead: DEAD } as const;

export const STATES = { [PENDING]: 'pending', [DELIVERED]: 'delivered', [DEAD]: 'dead' } as const;
