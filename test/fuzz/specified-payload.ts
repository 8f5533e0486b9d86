import { Ajv } from 'ajv';

const text = { type: 'string' };
const name = { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$' };
const link = { type: 'string', pattern: '^https?://' };

/**
 * The payload of the specification, written down from its text and from what the Headwind operator sends, and not from
 * what the host checks: what the host stores is held against it.
 */
const SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['event', 'timestamp', 'deployment'],
  properties: {
    event: {
      enum: [
        ...['update_detected', 'update_request_created', 'update_approved', 'update_rejected', 'update_completed'],
        ...['update_failed', 'rollback_triggered', 'rollback_completed', 'rollback_failed'],
      ],
    },
    timestamp: {
      type: 'string',
      pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?(Z|[+-]\\d\\d:\\d\\d)$',
    },
    deployment: {
      type: 'object',
      additionalProperties: false,
      required: ['name', 'namespace', 'currentImage', 'newImage'],
      properties: { name, namespace: name, currentImage: text, newImage: text, container: text, resourceKind: text },
    },
    policy: text,
    requiresApproval: { type: 'boolean' },
    approvalUrl: link,
    uiUrl: link,
    approvedBy: text,
    rejectedBy: text,
    rejectionReason: text,
    errorMessage: text,
    updateRequestName: text,
    metadata: { type: 'object', maxProperties: 64, propertyNames: { minLength: 1 }, additionalProperties: text },
  },
};

const validate = new Ajv({ allErrors: true }).compile(SCHEMA);

/** What of a payload is not as specified; undefined where all of it is. */
export function faultOf(payload: unknown): string | undefined {
  if (!validate(payload)) return JSON.stringify(validate.errors);
  const { timestamp, event, approvedBy, rejectedBy } = payload as Readonly<Record<string, string | undefined>>;
  if (Number.isNaN(Date.parse(timestamp ?? ''))) return `${timestamp} is no time`;
  if (event === 'update_rejected' && approvedBy !== undefined) return 'who rejects stands in approvedBy';
  return event !== 'update_rejected' && rejectedBy !== undefined ? 'nobody rejected' : undefined;
}
