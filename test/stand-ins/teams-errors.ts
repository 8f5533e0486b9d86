import type { ServiceAnswer } from './service-stand-in.js';

/** What Power Automate says, by status. */
const ERRORS: Readonly<Record<number, readonly [code: string, message: string]>> = {
  400: ['InvalidRequestContent', 'The request content is not valid and could not be deserialized.'],
  401: ['DirectApiAuthorizationRequired', 'The request must be authenticated only by Shared Access scheme.'],
  403: ['AuthorizationFailed', 'The authentication credentials are not valid.'],
  404: ['WorkflowNotFound', 'The workflow could not be found.'],
  405: ['MethodNotAllowed', 'The request method is not allowed.'],
  413: ['RequestEntityTooLarge', 'The request entity is too large.'],
  429: ['WorkflowRunsThrottled', 'The rate limit of the workflow is exceeded.'],
  500: ['InternalServerError', 'Encountered internal server error.'],
  502: ['NoResponse', 'The server did not receive a response from an upstream server.'],
  503: ['ServiceUnavailable', 'The service is unavailable.'],
};

/** The body of an error of Power Automate. */
export function powerAutomateError(status: number): object {
  const [code, message] = ERRORS[status] ?? ['Unknown', 'An error has occurred.'];
  return { error: { code, message } };
}

/** What a connector answers. */
export function connectorAnswer(body: string): ServiceAnswer {
  return { status: 200, body, textType: 'text/plain; charset=utf-8' };
}

/** What a connector answers when Teams answered it with this status: 200. */
export function connectorFailure(status: number): ServiceAnswer {
  return connectorAnswer(
    `Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error ${status} with ContextId tcid=0,server=msgapi-production-weu-azsc2-2-7,cv=0..`,
  );
}
