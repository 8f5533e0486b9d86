export interface DeliveryNames {
  readonly eventId: string;
  readonly channel: string;
}

/** What stands in the id of a delivery, which is `eventId/channel`. Names of channels have no slash. */
export function namesIn(deliveryId: string): DeliveryNames {
  const slash = deliveryId.lastIndexOf('/');
  return { eventId: deliveryId.slice(0, Math.max(slash, 0)), channel: deliveryId.slice(slash + 1) };
}
