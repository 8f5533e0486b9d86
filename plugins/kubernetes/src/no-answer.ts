/** Why there is no usable answer of the API server, in words of our own, which may be told to anybody. */
export class NoAnswer extends Error {}

/**
 * The library could not make what a request is let in with. What it says of that is left out: it quotes what the exec
 * command of a kubeconfig printed.
 */
export class NoCredentials extends Error {}
