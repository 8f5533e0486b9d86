/** What a connector says inside a 200 when Teams answered with this status. */
export function failure(status: number): string {
  return `Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error ${status} with ContextId tcid=0,server=msgapi-production-cin-azsc4-1-64,cv=h3ya2/H5Fk6NjffrwlaWTQ.001=2..`;
}
