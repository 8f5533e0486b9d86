import { CodedError, isCodedError, messageOf } from '@headwind/bus/coded-error';
import { QUEUE_SERVER_REFUSED, QUEUE_SERVER_UNFIT, QUEUE_STREAM_UNFIT, QUEUE_UNAVAILABLE } from '@headwind/bus/errors';
import { JetStreamApiError } from '@nats-io/jetstream';
import { AuthorizationError, PermissionViolationError, UserAuthenticationExpiredError } from '@nats-io/transport-node';
import type { NatsSettings } from './settings.js';

const PUBLISH_AGAIN = 'Publish again, best with the same event id: what was stored is a duplicate then.';

export function closedError(): CodedError {
  return new CodedError(QUEUE_UNAVAILABLE, 'The queue is closed.');
}

/** While there is no connection. */
export function awayError(trouble: CodedError | undefined): CodedError {
  const why = trouble === undefined ? 'No NATS server has answered yet.' : trouble.found;
  return new CodedError(QUEUE_UNAVAILABLE, why, {
    cause: trouble,
    remedy: `Try again later: the host keeps trying to connect. ${trouble?.remedy ?? ''}`.trimEnd(),
  });
}

export function lostError(server: string, reason: Error | undefined): CodedError {
  const why = reason === undefined ? '' : ` (${messageOf(reason)})`;
  return new CodedError(QUEUE_UNAVAILABLE, `The connection to the NATS server ${server} was lost${why}.`, {
    cause: reason,
    remedy: 'The host keeps trying to connect; what was acknowledged is kept by the server.',
  });
}

/** Why a publication may not have been stored. */
export function storeError(thrown: unknown): CodedError {
  if (isCodedError(thrown)) return thrown;
  return new CodedError(QUEUE_UNAVAILABLE, `The NATS server did not confirm that it stored (${messageOf(thrown)}).`, {
    cause: thrown,
    remedy: PUBLISH_AGAIN,
  });
}

export function readError(thrown: unknown): CodedError {
  if (isCodedError(thrown)) return thrown;
  return new CodedError(QUEUE_UNAVAILABLE, `The queue could not be read (${messageOf(thrown)}).`, {
    cause: thrown,
    remedy: 'Try again later; see the cause in the log.',
  });
}

/** Why a server that is there does not do what it has to. */
export function complaint(thrown: unknown): CodedError {
  const refusal = refusalIn(thrown);
  if (refusal !== undefined) {
    return new CodedError(QUEUE_SERVER_REFUSED, `The NATS server denies the host something (${messageOf(refusal)}).`, {
      cause: thrown,
    });
  }
  return new CodedError(QUEUE_UNAVAILABLE, `The NATS server does not store (${messageOf(thrown)}).`, {
    cause: thrown,
    remedy: 'See the log of the server; the host tries again and again.',
  });
}

/** Why a value of a plugin's state is not stored. */
export function valueError(bytes: number, most: number): CodedError {
  return new CodedError(QUEUE_UNAVAILABLE, `The value has ${bytes} bytes; the NATS server takes at most ${most}.`, {
    remedy: 'Raise `max_payload` of the server, or keep less.',
  });
}

/**
 * Why a connection could not be made, or cannot serve.
 *
 * @param server absent when there was no connection
 */
export function troubleOf(
  thrown: unknown,
  { servers }: Pick<NatsSettings, 'servers'>,
  server: string | undefined,
): CodedError {
  if (isCodedError(thrown)) return thrown;
  const cause = thrown;
  const said = messageOf(thrown);
  const refusal = refusalIn(thrown);
  if (refusal !== undefined) {
    return new CodedError(QUEUE_SERVER_REFUSED, `The NATS server refused the host (${messageOf(refusal)}).`, { cause });
  }
  if (thrown instanceof Error && thrown.name === 'JetStreamNotEnabled') {
    return new CodedError(QUEUE_SERVER_UNFIT, 'The NATS server has no JetStream for this account.', { cause });
  }
  if (thrown instanceof JetStreamApiError && thrown.status < 500) {
    return new CodedError(QUEUE_SERVER_UNFIT, `The NATS server cannot hold the streams (${said}).`, { cause });
  }
  if (server !== undefined) {
    return new CodedError(QUEUE_UNAVAILABLE, `JetStream does not answer on the NATS server ${server} (${said}).`, {
      cause,
      remedy: 'See the log of the server: a cluster may have no leader; the host tries again and again.',
    });
  }
  const found = `None of the NATS servers ${servers.map(withoutSecrets).join(', ')} can be reached (${said}).`;
  return new CodedError(QUEUE_UNAVAILABLE, found, {
    cause,
    remedy: 'Start the server or correct its address; the host tries again and again.',
  });
}

export function versionError(version: string): CodedError {
  return new CodedError(QUEUE_SERVER_UNFIT, `The NATS server has version ${version}; 2.9.0 or newer was expected.`);
}

export function streamError(stream: string, found: string): CodedError {
  return new CodedError(QUEUE_STREAM_UNFIT, `The stream ${stream} ${found}.`);
}

function refusalIn(thrown: unknown): unknown {
  const isRefusal =
    thrown instanceof AuthorizationError ||
    thrown instanceof PermissionViolationError ||
    thrown instanceof UserAuthenticationExpiredError;
  if (isRefusal) return thrown;
  return thrown instanceof Error && thrown.cause !== undefined ? refusalIn(thrown.cause) : undefined;
}

/** An address may have a user and a password in it. */
function withoutSecrets(server: string): string {
  return server.replace(/^([a-z]+:\/\/)?.*@/, '$1');
}
