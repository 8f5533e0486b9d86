import { channelOperations } from './channel-operations.js';
import { deliveryOperations } from './delivery-operations.js';
import { eventOperations } from './event-operations.js';
import { headwindOperations } from './headwind-operations.js';
import { hostOperations } from './host-operations.js';
import type { Operation } from './operation.js';

/** Everything that the host itself answers; a test holds it against the routes. What plugins answer is theirs to describe. */
export const OPERATIONS: readonly Operation[] = [
  ...eventOperations,
  ...headwindOperations,
  ...deliveryOperations,
  ...channelOperations,
  ...hostOperations,
];
