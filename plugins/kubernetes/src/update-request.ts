import { z } from 'zod';
import { metadataSchema, optionalText } from './object-fields.js';

const targetSchema = z.object({ kind: optionalText, name: optionalText, namespace: optionalText });

const specSchema = z.object({
  targetRef: targetSchema.optional().catch(undefined),
  containerName: optionalText,
  currentImage: optionalText,
  newImage: optionalText,
  policy: optionalText,
  requireApproval: z.boolean().optional().catch(undefined),
  expiresAt: optionalText,
});

const statusSchema = z.object({
  phase: optionalText,
  approvedBy: optionalText,
  approvedAt: optionalText,
  rejectedBy: optionalText,
  rejectedAt: optionalText,
  message: optionalText,
  lastUpdated: optionalText,
});

/**
 * `updaterequests.headwind.sh`, version `v1alpha1`, as far as it is read. Lenient: a field that is not what it should be is
 * absent, and whether that makes an event is the bus's to say.
 */
const updateRequestSchema = z.object({
  metadata: metadataSchema,
  spec: specSchema.catch({}),
  status: statusSchema.catch({}),
});

export type UpdateRequest = z.output<typeof updateRequestSchema>;

/** Undefined for what is no object of the cluster. */
export function readUpdateRequest(object: unknown): UpdateRequest | undefined {
  return updateRequestSchema.safeParse(object).data;
}
